"""Job descriptions for tests, written by us: one tidy, others as messy as people paste them."""

TIDY = """Senior Pump Technician, Waterworks

About the team
Fourteen of us keep the water of three valleys running.

What you will do
- Inspect pumps, valves and hydraulic equipment on a weekly round.
- Diagnose breakdowns on site and repair them before the reservoirs run low.
- Plan preventive maintenance with the operations desk.
- Train two apprentices in safe working and lockout procedures.
- Keep the maintenance records of 41 stations in order.

What we are looking for
- 6+ years of experience in the repair of pumps or other rotating equipment.
- Ability to read electrical diagrams and hydraulic schematics.
- A valid driving licence.

Nice to have
- Experience with PLC troubleshooting.

What we offer
A company van, 30 days of holiday and a pension plan.

We are an equal opportunity employer. Send your CV to jobs@waterworks.example.
"""

GLUED = (
    "Store Helper. Harbour Foods sells fish to people who cook. The right candidate will be part of our shop."
    "Responsibilities:Weigh and pack fish for customersClean the counter and the cold room dailyTake payments at the till"
    "Restock the displays before openingMinimum Requirements:Minimum of 1 year retail experience requiredHigh school diploma required"
    "Preferred Qualifications:Knowledge of fish a plusAbility to lift 20 kgBenefits:Health insurance and staff discounts"
)

HTML = """<h1>Payroll Clerk</h1><p>We pay 900 people.</p><h2>Your tasks</h2><ul><li>Prepare the monthly payroll &amp; check it</li>
<li>Reconcile deductions with the general ledger</li><li>Answer questions of employees about their pay</li></ul>
<h2>Your profile</h2><ul><li>Two years of experience in payroll accounting</li><li>Proficiency in spreadsheets</li></ul>"""

NO_HEADINGS = """Beekeeper wanted for a large estate

You will look after 120 hives from spring to autumn. You will harvest and bottle honey for the estate's shop.
You will breed queens and keep their pedigrees. You must have three years of experience with bees. You must be able to drive a tractor.
"""

RARE = """Thatcher

Duties:
* Strip old straw from roofs without harming the battens.
* Split hazel rods and twist them into spars.
* Lay water reed in courses and dress it with a leggett.
* Pattern ridges by hand in the style of the county.

Requirements:
* Head for heights.
* Own transport.
"""

PROTECTED = """Youth Centre Worker

Responsibilities:
- Work with children of all religious backgrounds in the afternoons.
- Support people with disabilities at events for families of every nationality.
- Plan holiday programmes and keep the budget of the centre.

Requirements:
- Experience in youth work.
"""
