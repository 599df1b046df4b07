"""What the clinic promises in its own words, in versions with a date: privacy, comments, how pages are made, and so on.

What the software itself keeps (no cookies, who decides about a comment, how long what is kept) stands on the same pages
and is no text of the clinic's: nobody can replace it by something untrue. A clinic's words stand below it.
"""
