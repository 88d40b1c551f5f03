"""The one table of how much is too much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, lengths in characters, times in days."""

    text_bytes: int = 2 * MB
    annex_bytes: int = 25 * MB
    word_bytes: int = 5 * MB  # a draft that comes back from Word
    form_bytes: int = 5 * MB  # a form of ours that comes back filled in
    letter_bytes: int = 25 * MB  # that goes with a mail; as it travels it is a third larger
    letter_rooms: int = 500  # domains for which an association says otherwise
    annexes: int = 30
    annexes_bytes: int = 100 * MB  # of one circular together
    annex_unpacked_bytes: int = 500 * MB  # what the parts of an office file say that they unpack to
    name: int = 200
    person: int = 120
    phone: int = 40
    function: int = 120
    address: int = 500
    note: int = 1_000
    statement: int = 20_000
    persons_at_once: int = 20
    registrations: int = 60  # of one organisation for one conference
    places: int = 100_000
    offer_hours: int = 200  # working hours for which a place is kept: five weeks
    invited_groups: int = 12  # of one conference, beside its members
    invitees: int = 5_000  # in all of them together
    programme_items: int = 120  # of one conference; rooms no more than that
    programme_voices: int = 60  # of one item
    questions: int = 30  # of one conference
    question: int = 300
    options: int = 20  # of one question
    question_files: int = 3  # questions of one conference that ask for a file: all fit into one form
    question_file_bytes: int = 5 * MB
    photo_side: int = 800  # pixels of the longer side of a contributor's photo, as it is kept
    alternative: int = 200  # what stands for a picture
    keep_days: int = 90  # at most, what was answered to a question, after the end
    birthplace: int = 120
    security_days: int = 3  # birth dates and places, after the end, unless somebody says otherwise
    need_days: int = 7  # who needs what, after the end; then numbers stay
    mails_per_place: int = 20  # within an hour, until nobody asks again there
    changes_per_hour: int = 60  # of one organisation to its answer to one circular
    subject: int = 200
    keyword: int = 100
    file_reference: int = 60
    file_code: int = 40
    file_plan_depth: int = 20  # entries in a line from the top
    file_plan_bytes: int = 1 * MB
    file_plan_text_bytes: int = 2_500_000  # as its page sends it back: below what a request without files may hold
    file_plan_entries: int = 10_000
    retention_years: int = 200  # that a file plan may say; what is kept for good says so
    mark: int = 12
    templates: int = 300
    abstract: int = 4_000
    addressees: int = 1_000
    references: int = 20
    email: int = 254
    link_days: int = 730
    bundle_hour: int = 15  # of the day, at which what may wait goes out together to those who want it so
    mail_days: int = 90  # what mails about a circular said, after they were queued: their links open letters
    retention_days: int = 90  # names of those who came or answered, after the conference or the deadline
    feed_days: int = 396  # the address of a calendar that nobody has fetched: thirteen months
    former_days: int = 3_653  # names of former holders, after their last day in office
    audit_days: int = 3_653  # who did what: as long as damages can be claimed, ten years (BGB § 199, 3 and 4)
    audit_rows: int = 50_000  # of the record in one file
    import_bytes: int = 25 * MB
    import_unpacked_bytes: int = 500 * MB  # what the parts of a workbook say that they unpack to
    import_rows: int = 100_000
    import_days: int = 7  # how long a file waits that nobody applies
    login_attempts: int = 10  # with one e-mail address, or one account's second factor
    login_attempts_of_address: int = 40  # from one network address, behind which a whole county may sit
    login_window_minutes: int = 15
    login_link_minutes: int = 15
    invitation_days: int = 14
    folder_days: int = 60  # how long a link to a draft in somebody's signing folder holds, and its mail is kept
    arrival_days: int = 180  # what mails that came back say, after the day on which they came
    arrival_bytes: int = 60 * MB  # of one mail that comes back: an answer with 40 MB of files in it
    chain_steps: int = 6  # who agrees to the circulars of one series
    absence_days: int = 366  # in a row, and how far ahead
    absence_kept_days: int = 30  # when somebody was away, after their last day away
    emergency_hours: int = 24  # to be confirmed in, and how long it then holds
    proposals: int = 60  # of one member that wait at a time
    confirm_link_days: int = 30  # how long the link of a yearly confirmation holds after the day on which it is due
    confirmed_days: int = 400  # who confirmed: until a year later somebody else does
    viewing_minutes: int = 30  # of an administrator who sees the pages as somebody else does
    working_copy_bytes: int = 3 * MB  # what one form of a draft holds while it is written
    working_copies: int = 20  # of one person, of circulars that are not begun yet
    working_copy_days: int = 30  # after it was typed in last
    trials: int = 10  # of a circular to oneself, in an hour
    trial_days: int = 2  # how long such a mail is kept
    step_up_minutes: int = 10  # how long a second factor counts before a signature and the like


LIMITS: Final = Limits()
