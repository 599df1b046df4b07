"""Lookups that answer where Django's own raise."""

from django.db.models import IntegerField
from django.db.models.lookups import In


@IntegerField.register_lookup
class InRange(In):
    """`__in`, for which a number that no column can hold is one that stands in no row, as it is for `exact`.

    Of a number's own column: `topic__in`, across a relation, is Django's own and asks the database. Forms and bulk
    actions of the admin ask for whatever numbers they are sent; the databases would raise OverflowError
    (SQLite) or DataError (PostgreSQL).
    """

    def process_rhs(self, compiler, connection):
        if self.rhs_is_direct_value():
            low, high = connection.ops.integer_field_range(self.lhs.output_field.get_internal_type())
            self.rhs = [value for value in self.rhs if not isinstance(value, int) or low <= value <= high]
        return super().process_rhs(compiler, connection)
