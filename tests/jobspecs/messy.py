"""Postings as messy as people paste them, written by us, each with the must-haves that a careful reader would note down."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Messy:
    text: str
    title: str
    level: str
    required: list[str] = field(default_factory=list)
    preferred: list[str] = field(default_factory=list)


SHOUTED = Messy(
    """WELDER NEEDED ASAP!!!

FAMILY SHOP IN NORTH DAYTON LOOKING FOR A MIG WELDER TO JOIN OUR DAY CREW. WE BUILD TRAILERS AND GATES.

DUTIES
MIG WELD FRAMES FROM PRINTS
CUT TUBE ON THE BAND SAW
CHECK PARTS WITH TAPE AND SQUARE

REQUIREMENTS
2 YEARS MIG WELDING EXPERIENCE
MUST BE ABLE TO READ A TAPE MEASURE
OWN HOOD AND GLOVES
VALID CDL A PLUS

PAY $22 TO $28 AN HOUR, PAID WEEKLY
APPLY IN PERSON AT 14 MILL ROAD""",
    "Welder",
    "junior",
    ["2 years MIG welding experience", "Able to read a tape measure", "Own hood and gloves"],
    ["Valid CDL"],
)

ONE_LINE = Messy(
    "Line Cook wanted for a busy Italian bistro downtown. You will prep vegetables and sauces, work the grill and saute stations, "
    "keep your station clean and label everything. We need someone with at least 2 years in a scratch kitchen who can handle 150 "
    "covers a night. Food handler card required. Knife skills a must. Spanish is a plus. We pay $19-$22 an hour plus tips, family "
    "meal every shift and health insurance after 90 days. Text Marco to set up a stage.",
    "Line Cook",
    "junior",
    ["At least 2 years in a scratch kitchen who can handle 150 covers a night", "Food handler card", "Knife skills"],
    ["Spanish is a plus"],
)

HTML = Messy(
    """<div class="job"><h2>Backend Developer (m/f/d)</h2><p>We&#39;re a team of 12 in Ghent building software for bicycle shops.</p>
<p><strong>What you&rsquo;ll do</strong></p><ul><li>Design and ship REST endpoints in Go</li><li>Keep our Postgres fast and boring
</li></ul><p><b>What you bring:</b></p><ul><li>3+ years with Go, or with another compiled language &amp; the wish to learn Go</li>
<li>Solid SQL&nbsp;</li><li>You write tests before anybody asks</li><li>Fluent English; Dutch is nice to have</li></ul>
<p><b>What we offer</b></p><ul><li>32 days of holiday</li><li>A bike, obviously</li></ul></div>""",
    "Backend Developer",
    "mid",
    [
        "3+ years with Go, or with another compiled language & the wish to learn Go",
        "Solid SQL",
        "You write tests before anybody asks",
        "Fluent English",
    ],
    ["Dutch is nice to have"],
)

ESCAPED_HTML = Messy(
    "&lt;p&gt;Payroll Specialist&lt;/p&gt;&lt;p&gt;Duties&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Run the fortnightly payroll for 1,200 staff"
    "&lt;/li&gt;&lt;li&gt;Answer queries about tax codes&lt;/li&gt;&lt;/ul&gt;&lt;p&gt;Must haves&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Three "
    "years in a payroll bureau or department&lt;/li&gt;&lt;li&gt;Certified Payroll Professional, or working towards it&lt;/li&gt;"
    "&lt;/ul&gt;",
    "Payroll Specialist",
    "mid",
    ["Three years in a payroll bureau or department", "Certified Payroll Professional, or working towards it"],
)

GLUED = Messy(
    "Front Desk Agent - Seaside InnAbout usWe run three small hotels on the coast and treat every guest like family.The RoleYou will "
    "check guests in and out, answer the phone and handle cash.You will work with housekeeping to get rooms ready on time.Requirements"
    "High school diplomaOne year of hotel or retail experienceFriendly phone mannerAbility to work weekends and holidaysBasic computer "
    "skillsPreferredExperience with a property management systemSecond language a plusBenefitsFree parkingStaff rates at all our hotels",
    "Front Desk Agent - Seaside Inn",
    "junior",
    [
        "High school diploma",
        "One year of hotel or retail experience",
        "Friendly phone manner",
        "Able to work weekends and holidays",
        "Basic computer skills",
    ],
    ["Experience with a property management system", "Second language"],
)

PIPES = Messy(
    """Job title | Delivery Driver
Location | Leeds LS10
Salary | £12.80 per hour

About the job | You'll deliver catering equipment to pubs and restaurants across Yorkshire and get paperwork signed.

Requirements | Full clean UK driving licence held for 2 years | Able to lift 25kg | Good knowledge of Yorkshire roads | Polite manner

Benefits | 28 days holiday | Pension | Free uniform""",
    "Delivery Driver",
    "mid",
    ["Full clean UK driving licence held for 2 years", "Able to lift 25kg", "Good knowledge of Yorkshire roads", "Polite manner"],
)

PROSE = Messy(
    """Primary School Teacher (Year 3)

Meadow Lane is a two-form entry school with a big field and a bigger heart. We have over 30 years of experience in teaching children.

We are looking to appoint an enthusiastic class teacher from September. The successful candidate will plan and teach engaging lessons
across the curriculum, assess pupils' progress and work with parents and teaching assistants.

You will have qualified teacher status and a good degree, and you will be able to show how you have raised attainment in reading.
Experience of teaching in Key Stage 2 is essential; experience of leading a subject would be an advantage. You should be a reflective
practitioner who welcomes feedback.

In return we can offer a supportive team, generous planning time and free parking. Applications close on 14 May.""".replace(
        "lessons\n", "lessons "
    )
    .replace("reading.\n", "reading. ")
    .replace("reflective\n", "reflective "),
    "Primary School Teacher (Year 3)",
    "mid",
    [
        "Qualified teacher status and a good degree",
        "Able to show how you have raised attainment in reading",
        "Experience of teaching in Key Stage 2",
        "A reflective practitioner who welcomes feedback",
    ],
    ["Experience of leading a subject"],
)

PICTURES = Messy(
    """Growth Marketer @ Lumbo 🚀

Hi 👋 we're Lumbo. We make invoicing suck less for freelancers. 40 people, remote, profitable.

🛠 Your day to day
🔹 Own paid social end to end (Meta, TikTok)
🔹 Write landing pages that convert

💪 You're a great fit if
🔹 you've spent 3+ years in performance marketing, ideally B2B SaaS
🔹 you can pull your own numbers in SQL

✨ Bonus points
🔹 you speak Portuguese
🔹 you've worked at a startup before

🎁 What you get
🔹 €55-70k + equity
🔹 a MacBook and a budget for your desk""",
    "Growth Marketer",
    "mid",
    ["Spent 3+ years in performance marketing, ideally B2B SaaS", "You can pull your own numbers in SQL"],
    ["You speak Portuguese", "Worked at a startup before"],
)

OTHER_PUNCTUATION = Messy(
    """Warehouse Supervisor

Responsibilities：
・Lead a shift of 14 pickers and packers
・Plan the loading of 20 trailers a day

« Profil recherché » :
・3 years in a distribution centre
・Forklift licence ;
・„Hands-on“ manner

Welfare：
・Free shuttle bus""",
    "Warehouse Supervisor",
    "lead",
    ["3 years in a distribution centre", "Forklift licence", "„Hands-on“ manner"],
)

NUMBERED = Messy(
    "Insurance Claims Adjuster. Position duties: 1. Investigate claims by interviewing claimants and witnesses. 2. Inspect property "
    "damage. 3. Negotiate settlements within authority. 4. Document files. Required knowledge, skills and abilities. 1. Bachelor's "
    "degree or equivalent experience. 2. State adjuster license, or ability to obtain it within 90 days. 3. Two years of property "
    "claims experience. 4. Strong negotiation skills. 5. Valid driver's license. Working conditions. 1. Travel up to 40%. 2. "
    "Occasional exposure to heights.",
    "Insurance Claims Adjuster",
    "junior",
    [
        "Bachelor's degree or equivalent experience",
        "State adjuster license, or ability to obtain it within 90 days",
        "Two years of property claims experience",
        "Strong negotiation skills",
        "Valid driver's license",
    ],
)

LABELS = Messy(
    """POSITION: Journeyman Electrician
DEPARTMENT: Maintenance
REPORTS TO: Maintenance Manager
EDUCATION: High school diploma or GED
EXPERIENCE: 4 years
LICENSE: State journeyman card required
DUTIES: Troubleshoot and repair motors, drives and controls; install conduit and wire; perform maintenance; respond to breakdowns.
SKILLS: PLC troubleshooting, reading schematics, conduit bending
PAY: $34.50/hr""",
    "Journeyman Electrician",
    "mid",
    [
        "High school diploma or GED",
        "4 years of experience",
        "State journeyman card",
        "PLC troubleshooting, reading schematics, conduit bending",
    ],
)

NO_HEADINGS = Messy(
    """HR Business Partner

Harlow Ltd employs 600 people making kitchen taps. We have a proud history and a leadership team with decades of experience.

Advise managers on employee relations. Lead the yearly pay review. Coach leaders through change. Analyse absence and turnover.

CIPD level 7 or equivalent
At least five years as a generalist in manufacturing
Sound knowledge of UK employment law
Confident with data
Credible with shop floor and board alike

Bonus of 10%, private medical insurance, 26 days of holiday, hybrid working two days a week.""",
    "HR Business Partner",
    "senior",
    [
        "CIPD level 7 or equivalent",
        "At least five years as a generalist in manufacturing",
        "Sound knowledge of UK employment law",
        "Confident with data",
        "Credible with shop floor and board alike",
    ],
)

ESCAPED_BREAKS = Messy(
    "Job Title: IT Support Technician\\n\\nResponsibilities:\\n- Answer first line tickets\\n- Image and deploy laptops\\n\\n"
    "Requirements:\\n- 1+ years of help desk experience\\n- Knowledge of Windows 11 and Active Directory\\n- CompTIA A+ preferred\\n\\n"
    "Perks:\\n- Hybrid working",
    "IT Support Technician",
    "junior",
    ["1+ years of help desk experience", "Knowledge of Windows 11 and Active Directory"],
    ["CompTIA A+"],
)

LEGAL = Messy(
    """Customer Support Representative (Remote)

Who we are: Pingo helps 5 million parents find sitters. Our support team has a 97% satisfaction score and deep product knowledge.

What you'll do: Reply to chats and emails. Escalate bugs. Update help articles. Spot patterns in complaints.

What you'll need: 1 year of customer service experience; a quiet place to work; fast internet (25 Mbps); excellent written English.

Perks: stipend for your home office; unlimited PTO; learning budget.

Pingo is an equal opportunity employer. We do not discriminate on the basis of race, religion or gender. Applicants must be
authorized to work in the US. This description is not an exhaustive list of duties. Compensation depends on experience and skills.""",
    "Customer Support Representative (Remote)",
    "junior",
    [
        "1 year of customer service experience",
        "A quiet place to work",
        "Fast internet (25 Mbps)",
        "Excellent written English",
    ],
)

PUBLIC_FORM = Messy(
    """Building Inspector II

EXAMPLES OF DUTIES
Inspects foundations, framing, electrical, plumbing and mechanical installations.
Reviews plans and issues correction notices.
Maintains records and certificates of contractors.

MINIMUM QUALIFICATIONS
Knowledge of: state and local building codes; construction methods and materials.
Ability to: read and interpret plans; write clear reports.
Possession of a valid Class C driver's license.
ICC certification preferred; three (3) years of journey-level experience in the building trades required.

SUPPLEMENTAL INFORMATION
The City of Elmwood is an EEO employer.

Do you have a valid Class C driver's license?
Yes
No

For how long have you inspected timber frames?
None
3 or more years

Please describe your experience with building codes.""",
    "Building Inspector II",
    "mid",
    [
        "Knowledge of state and local building codes; construction methods and materials",
        "Able to read and interpret plans; write clear reports",
        "A valid Class C driver's license",
        "Three (3) years of journey-level experience in the building trades",
    ],
    ["ICC certification"],
)

NAMES_ONLY = Messy(
    """Lift Controls Programmer

writing firmware for door and brake controllers;tracing faults on the test tower;measuring stopping distances against
the drawings;keeping the fault log of each lift;answering fitters who ring from a shaft

C++, MISRA C, CAN bus, Modbus

Warm canteen, free bus pass""",
    "Lift Controls Programmer",
    "mid",
    ["C++, MISRA C, CAN bus, Modbus"],
)

GERMAN = Messy(
    """Elektroniker (m/w/d) für Betriebstechnik

Die Papierfabrik Hainbach sucht Verstärkung für die Instandhaltung.

Ihre Aufgaben:
• Wartung und Instandsetzung elektrischer Anlagen
• Störungssuche an SPS-gesteuerten Maschinen

Ihr Profil:
• Abgeschlossene Ausbildung als Elektroniker oder Mechatroniker
• Kenntnisse in Siemens S7

Wir bieten:
• 30 Tage Urlaub""",
    "Elektroniker",
    "mid",
    ["Abgeschlossene Ausbildung als Elektroniker oder Mechatroniker", "Kenntnisse in Siemens S7"],
)

TABLE = Messy(
    """Senior Lecturer in Civil Engineering

Person Specification
Attributes\tEssential / Desirable
PhD in civil engineering or a closely related subject\tE
Fellowship of a teaching academy\tD
Experience of module leadership\tE
Evidence of winning research income\tD

The role
You will lead modules in structures, supervise dissertations and publish in leading journals.""",
    "Senior Lecturer in Civil Engineering",
    "senior",
    ["PhD in civil engineering or a closely related subject", "Experience of module leadership"],
    ["Fellowship of a teaching academy", "Evidence of winning research income"],
)

BOLD = Messy(
    """**SOUS CHEF**

**The Place**
A 60-seat neighbourhood restaurant with a wood oven and a proud team.

**The Job**
Run the pass when the head chef is off
Write specials with the market

**The Person**
Two years as a sous or senior chef de partie
Level 3 food hygiene
Calm under fire
HACCP

**The Deal**
£38k, four days a week, staff food""",
    "Sous Chef",
    "junior",
    ["Two years as a sous or senior chef de partie", "Level 3 food hygiene", "Calm under fire", "HACCP"],
)

FACTS_FIRST = Messy(
    """Company : Nexalink Infotech
Role : Java Developer
Experience : 3 - 6 Yrs
Location : Chennai / Bangalore

Mandatory Skills : Java 8, Spring Boot, Microservices, REST, SQL
Good to have : Kafka, AWS

Roles & Responsibilities :
• Design and develop microservices for three lines of business
• Fix production defects

Note : Freshers can apply. Male / Female both can apply. Share your CV today.""",
    "Java Developer",
    "mid",
    ["3 - 6 Yrs of experience", "Java 8, Spring Boot, Microservices, REST, SQL"],
    ["Kafka, AWS"],
)

ALL = {name: value for name, value in list(globals().items()) if isinstance(value, Messy)}
