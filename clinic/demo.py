"""The example clinic's words: what a fresh installation says about itself, obviously not real."""

PROFILE = {
    "name": "Example Clinic",
    "tagline": "Plain, sourced information about ketamine treatment for depression, from Example Clinic.",
    "phone": "(202) 555-0143",  # 555-0100 to 555-0199 are kept for examples
    "after_hours_phone": "(202) 555-0198",
    "email": "hello@example.org",
    "address": "123 Example Street, Suite 4\nExampletown, NY 00000",
    "opening_hours": "Monday-Friday 9:00-17:00\nSaturday-Sunday closed",
    "decision_text": "We read comments every day and decide within two working days.",
    "who_we_treat": (
        "Example text. Adults with depression that has not improved after at least two antidepressants, "
        "each at a proper dose and for long enough. We check your health, your medicines and what you "
        "have tried before we offer anything."
    ),
    "products": (
        "Example text. Ketamine, given as a drip. It is licensed as an anesthetic. Its use for "
        "depression is off-label: it is not approved in the United States for any psychiatric disorder."
    ),
    "price": (
        "Example text. Ask us for a written price for the whole course, with every check included, before you decide."
    ),
    "referral": (
        "Example text. You can ask us yourself or through your doctor. We ask to be in touch with your own doctor."
    ),
    "fasting_rules": (
        "Example text. We tell you in writing when to stop eating and drinking before each visit. Follow"
        " those times, and tell us if you could not."
    ),
    "driving_rules": "Do not drive, use machines or drink alcohol until the next day, after a good night’s sleep.",
    "complaints": (
        "Example text. Write to hello@example.org or call us. We answer within ten working days. You can"
        " also complain to the board that licenses our clinicians."
    ),
}
