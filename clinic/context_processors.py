from clinic.profile import get_profile


def clinic(request):
    return {"clinic": get_profile()}
