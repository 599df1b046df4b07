"""What the rule files say to editors, for makemessages, which reads no TOML. A test keeps it whole."""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("A benefit that is called rare is no promise. Not used for harm: there “rare” is the claim."),
    gettext_noop("A death is no success, and surviving is no failure."),
    gettext_noop(
        "A number about results needs its source, and the number of the comparison group: many people on "
        "a dummy or comparison drug improve too."
    ),
    gettext_noop(
        "A page cannot know what else somebody takes. Stopping or changing a medicine alone can be dangerous."
    ),
    gettext_noop(
        "Add a source mark and the comparison, or say what is certain: “It may help some people with "
        "hard-to-treat depression; others feel no change.”"
    ),
    gettext_noop("Advertising, not information. Words like these raise hope that the evidence does not carry."),
    gettext_noop(
        "An amount in a page for patients can be copied at home. The same number is not the same dose by "
        "another route or from another pharmacy."
    ),
    gettext_noop("An explanation of a word is no claim: “a response means a drop of at least 50%”."),
    gettext_noop("Brand names differ from country to country, and a page that prefers one reads like advertising."),
    gettext_noop(
        "For most people the effect fades in days to weeks unless treatment goes on; the best long-term "
        "plan is not known."
    ),
    gettext_noop(
        "Give both numbers, how many people, and the source: “In one trial of 73 people, 64% had a "
        "response, against 28% on a sedative [@murrough2013rct].” Never “up to”."
    ),
    gettext_noop("Ketamine can be addictive. It is a controlled drug; frequent users report failed attempts to stop."),
    gettext_noop(
        "Ketamine itself is not approved for any mental health condition in the United States, the EU or "
        "the UK; its use for depression is off-label. Esketamine spray is licensed for some adults with "
        "depression."
    ),
    gettext_noop(
        "Ketamine tablets, lozenges and sprays are not approved, and the US regulator has warned about "
        "use at home. Esketamine spray has been licensed since 2019, for use in a clinic only."
    ),
    gettext_noop("Leave it out, or say plainly what was found, in how many people, and compared with what."),
    gettext_noop("Leave the amount out: “a small dose”, “a lower and a higher dose”. Amounts belong to the clinician."),
    gettext_noop("Leave the story out; give what a study with a comparison group found."),
    gettext_noop("Name the common effects and the serious ones with a source, and who should not have the treatment."),
    gettext_noop(
        "Name the risk, how common it was and in whom, with a source; say who should not have the "
        "treatment and what is not known."
    ),
    gettext_noop("Name the study: how many people, compared with what, and what was found, with its source."),
    gettext_noop(
        "Name the trial and both numbers: “55 in 100 on ketamine against 41 in 100 with ECT had a "
        "response [@anand2023]”. Or leave the comparison out."
    ),
    gettext_noop("Negations that deny nothing: “not only”, “no doubt”, “never fails”."),
    gettext_noop(
        "Nobody has shown this in people. Ketamine acts on glutamate; new contacts between nerve cells "
        "were seen in mice, and the first scan study in people found no overall change."
    ),
    gettext_noop(
        "Patients' stories and praise are not evidence: those who were not helped are not asked. In some "
        "countries publishing them is forbidden."
    ),
    gettext_noop(
        "Preventing suicide has not been shown; the esketamine label says so. A reader in danger must not"
        " be led to wait for ketamine."
    ),
    gettext_noop("Questions with an open answer. “Why” and “How does it cure” take the answer for granted."),
    gettext_noop(
        "Quick relief comes to some people with depression, not to all, and often fades in days. For "
        "other conditions there is little evidence."
    ),
    gettext_noop("Reported speech. It excuses a claim only where the sentence also contradicts it."),
    gettext_noop("Say how many were helped, compared with what, or write “some people …, others feel no change”."),
    gettext_noop("Say what is known: “the number of suicides rose”, “a suicide attempt”."),
    gettext_noop(
        "Say what was measured and cite it, or add what is not known. A sentence that only praises can be left out."
    ),
    gettext_noop(
        "Say what was measured: “some people had a response (symptoms fell by at least half)”, how many, "
        "compared with what, and for how long."
    ),
    gettext_noop(
        "Say which product, which regulator, for whom: “Esketamine spray is approved in the United States"
        " for some adults with hard-to-treat depression [@fda2019]. Ketamine is used off-label "
        "[@fda2023].”"
    ),
    gettext_noop("Some people, perhaps, in one trial: a statement that leaves room."),
    gettext_noop("Somebody else's claim, told as a warning."),
    gettext_noop(
        "Studies do not show fewer side effects than other medicines: they are different, mostly short, "
        "and sometimes serious."
    ),
    gettext_noop(
        "That ketamine makes talking therapy work better is an idea, not a shown fact: one small CBT "
        "trial found no clear difference on its main rating, and for DBT there is none. Ketamine "
        "treatment and ketamine-assisted psychotherapy are two things."
    ),
    gettext_noop("The contradiction that must come with reported speech."),
    gettext_noop("The other half of the truth, in the same sentence."),
    gettext_noop("The person is more than the thoughts, and the words can hurt those who read them."),
    gettext_noop("The sentence says that the claim is wrong, unproven or unknown, before or after it."),
    gettext_noop("The sentence speaks of another treatment and not of ours: ECT, talking therapy, antidepressants."),
    gettext_noop("These words make suicide look catching, glamorous, or like an answer."),
    gettext_noop(
        "This plays down harm. In studies, side effects on the day are common, some are serious, and "
        "long-term safety is not well known."
    ),
    gettext_noop(
        "This praises the treatment, or plays down the illness it treats, without a source and without "
        "the other half: whom it did not help, compared with what, for how long."
    ),
    gettext_noop(
        "This promises a cure. No study shows that ketamine cures an illness: it eases symptoms in some "
        "people, often for days to weeks."
    ),
    gettext_noop(
        "This promises a result. Nobody can tell beforehand whom ketamine will help; in every trial many "
        "people were not helped."
    ),
    gettext_noop(
        "This puts conditions with very different evidence into one promise. For PTSD trials disagree; "
        "for OCD, anxiety and pain the studies are small or show no clear benefit."
    ),
    gettext_noop(
        "This says that one treatment beats another. Such comparisons need a trial that made them; most "
        "have not been made, and some went the other way."
    ),
    gettext_noop(
        "This says that the treatment works, without a source and without the other half: whom it did not"
        " help, compared with what, for how long."
    ),
    gettext_noop(
        "This waves a risk away. Side effects on the day are common, some are serious, ketamine can be "
        "addictive, and long-term safety is not well known."
    ),
    gettext_noop("Use the name of the substance: “sertraline”, “diazepam”. A brand name may stand in brackets once."),
    gettext_noop("Where a “not” stops: “Ketamine is not new, but it cures depression.”"),
    gettext_noop("Words that bring our treatment in again."),
    gettext_noop("Words that turn a claim round."),
    gettext_noop("Write one paragraph for each condition, each with its own evidence level and source."),
    gettext_noop("Write “a person with thoughts of suicide”, “a person who died by suicide”."),
    gettext_noop("Write “died by suicide” or “survived a suicide attempt”."),
    gettext_noop("Write “died by suicide”, “took their own life” or, of thoughts, “thoughts of ending your life”."),
    gettext_noop(
        "“A few people stay well for a long time. For most, the effect fades in days to weeks unless "
        "treatment goes on [@fava2020; @murrough2013repeat].”"
    ),
    gettext_noop("“Commit” comes from crime. It adds shame, and keeps people from asking for help."),
    gettext_noop("“Do not stop or change a medicine on your own. Talk with the person who prescribes it.”"),
    gettext_noop(
        "“Esketamine spray is licensed, and given in a certified clinic only. Compounded ketamine "
        "products are not approved [@fda2022; @fda2023].”"
    ),
    gettext_noop(
        "“Ketamine acts on glutamate, a brain messenger. In animals it can help nerve cells form new "
        "contacts. This has not been clearly shown in people.”"
    ),
    gettext_noop(
        "“Ketamine can be addictive. In supervised treatment, problems seem uncommon, but the risk is not"
        " zero.” Give a source."
    ),
    gettext_noop(
        "“Ketamine is not emergency care. If you might act on suicidal thoughts, call emergency services "
        "or a crisis line now.” A drop in suicidal thoughts needs both numbers and a source."
    ),
    gettext_noop("“Proven” claims more than the trials show, and without a source nobody can check it."),
    gettext_noop(
        "“Safe” holds only with screening, monitoring and a limit on what is known. Without a source and "
        "that limit it misleads."
    ),
    gettext_noop(
        "“Small studies suggest that CBT may help to hold on to gains after ketamine. It is not proven "
        "[@wilkinson2021; @kew2023].”"
    ),
    gettext_noop(
        "“Some people feel better within hours to days. Others feel no change. Early relief often fades "
        "unless treatment continues [@fava2020].”"
    ),
    gettext_noop(
        "This hurries somebody who may be ill and frightened. A decision about treatment needs time, and no "
        "offer ends it."
    ),
    gettext_noop("Say how to make an appointment and how long the wait is. For a crisis, give the help lines instead."),
)
