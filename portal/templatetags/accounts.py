from django import template

from portal import second_factor

register = template.Library()


@register.simple_tag(takes_context=True)
def may_skip_second_factor(context):
    """Whether the person who is signing in may leave the second step out (the demo's accounts only)."""
    return second_factor.may_skip_second_factor(context["request"]._login_stage.login.user)
