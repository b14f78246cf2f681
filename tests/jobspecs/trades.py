"""Postings of many trades and several ways of writing them, by us, for tests that hold for whatever is pasted."""

NURSERY = """Nursery Teacher at the Linden House Day Nursery

We are an award-winning nursery with 62 places.

What you will do:
- Plan activities for children aged two to four, indoors and in the garden.
- Observe how each child develops and write it down for the parents.
- Settle new children in together with their families.
- Prepare and clear away meals with the group.
- Keep the daily register and report accidents at once.

You bring:
- A qualification in early years education.
- Two years of experience in a nursery.
- First aid certificate.
"""

ORGAN_BUILDER = """Organ Builder

Our workshop of nine builds and restores pipe organs for churches and concert halls in four countries.

Tasks
• Voice and tune flue and reed pipes on site.
• Restore wind chests and bellows of historic instruments with hide glue and leather.
• Plane, join and veneer casework after drawings of the workshop.
• Solder pipes from cast tin-lead sheet.
• Lay out trackers, squares and rollerboards of mechanical key actions.

Requirements
• Completed apprenticeship as an organ builder or joiner.
• A good ear and steady hands.
• Readiness to travel to building sites for up to three weeks.
"""

FINANCE_DIRECTOR = """Finance Director

Brightwater Holdings owns six ferry lines with 2,300 employees. As our Finance Director you report to the board.

Your responsibilities
* Set the financial strategy of the group and defend it before the board and the lenders.
* Lead a finance department of 41 people in three countries.
* Negotiate credit lines and bonds with banks.
* Close the consolidated accounts within eight working days.
* Decide on investments in vessels above five million.

Your profile
* At least ten years in senior finance positions, five of them with responsibility for a group.
* Qualified accountant (ACCA, CIMA or similar).
* Experience with ship finance is a plus.
"""

WAREHOUSE_INTERN = """Warehouse Intern (summer)

What you'll do
- Pick and pack orders with a handheld scanner
- Count stock in two aisles every Friday
- Label returned goods and book them in
- Help the forklift crew to plan the loading of lorries

What you need
- Being enrolled in a logistics or business course
- Interest in how goods move
- Safety shoes are provided, you must be able to lift 15 kg
"""

DATA_ENGINEER = """Senior Data Engineer (m/f/d), remote

About the role
You will own the pipelines that bring meter readings of 300,000 households into our warehouse.

What you will do
- Design and operate streaming pipelines in Kafka and Flink that never lose a reading.
- Model consumption data in Snowflake and dbt so that billing and forecasting agree.
- Monitor data quality and trace wrong readings to their source.
- Review pull requests and mentor two junior engineers.
- Take part in the on-call rota and write up incidents.

Must have
- 5+ years of experience with Python and SQL.
- Experience with Kafka or a similar message broker.
- Good knowledge of Terraform.

Nice to have
- Experience with energy data.
"""

SUPPORT_WORKER = """Support Worker, Supported Living

Your duties will include: assisting people with learning disabilities with cooking, shopping and appointments; writing support
plans together with residents; giving medicines by the chart and recording every dose; calming conflicts in the shared flat;
accompanying residents to work placements.

You should have: experience in care or social work; a full driving licence; patience and a sense of humour.
We offer a permanent contract, paid training and a bicycle.
"""

REGISTRAR = """Deputy Registrar, Museum of Seafaring

The deputy registrar is responsible for documenting loans and acquisitions. You will draw up loan agreements and insurance
papers for objects that travel. You will check the condition of objects when they leave and when they return. You will
supervise the packing of ship models and charts by art handlers. You will keep the collections database in order and train
volunteers to use it. You must have a degree in museum studies and two years with a registrar's office. Knowledge of customs
procedures is desirable.
"""

TRAIN_DRIVER = """Train Driver - Freight

MAIN TASKS: Drive freight trains of up to 2,400 tonnes between the port and four inland terminals | Inspect wagons and test
brakes before departure | Report defects of track and signals to the control centre | Couple and uncouple wagons in yards
REQUIREMENTS: Valid train driver's licence | Knowledge of route books and signalling rules | Shift work including nights
"""

THIN = """Bookkeeper wanted for our small family firm in the old town. Two days a week, mornings, from March or April. We are a
friendly team of five and look forward to your call or to your letter with a few lines about yourself."""

REQUIREMENTS_ONLY = """Salesforce Administrator

What we look for
- At least three years of experience with Salesforce Sales Cloud.
- Strong knowledge of permission sets and sharing rules.
- Experience in building flows and validation rules.
- Proficiency in data loading and deduplication.
- Excellent communication skills and fluent English.
- Bachelor's degree or equivalent.
"""

FRENCH = """Technicien de maintenance (H/F)

Vos missions : assurer la maintenance préventive et curative des lignes de production, diagnostiquer les pannes électriques et
mécaniques, proposer des améliorations et rédiger les comptes rendus d'intervention.

Votre profil : BTS maintenance industrielle, deux ans d'expérience, permis B. Nous vous offrons une mutuelle et des tickets
restaurant.
"""

GERMAN = """Sachbearbeiter Buchhaltung (m/w/d)

Ihre Aufgaben: Sie bearbeiten die Kreditorenbuchhaltung, prüfen Eingangsrechnungen und wirken bei den Monatsabschlüssen mit.
Ihr Profil: abgeschlossene kaufmännische Ausbildung, sichere Kenntnisse in DATEV und Excel, Teamfähigkeit und Sorgfalt.
Wir bieten Ihnen einen sicheren Arbeitsplatz, 30 Tage Urlaub und flexible Arbeitszeiten in einem netten Team mit kurzen Wegen.
"""

PRONOUNS = """Facilities Coordinator

Responsibilities
- Ensure they are safe for staff and visitors.
- It also covers the car parks.
- Support this process as well as those listed above.
- Schedule cleaning and repair contractors for three office buildings and check their invoices.
- Maintain Access Cards, Keys And Alarm Codes For All Tenants
- Perform other duties as assigned.
- Maintain a positive attitude.
- Lift up to 25 kg.
- Issue purchase orders for furniture, lighting and; and so on.

Requirements
- Knowledge of fire safety rules.
- Team player.
"""

UNION = """Regional Organiser, Church Workers' Union

What you do
- Advise members in political and religious organisations on their contracts.
- Negotiate collective agreements with employers of the region.
- Organise meetings in hospitals and schools, and train shop stewards.
- Write leaflets and speak to the press during disputes.

What you bring
- Experience in organising or campaigning.
- Knowledge of employment law.
"""

ALL = {
    name.lower(): text
    for name, text in dict(globals()).items()
    if name.isupper() and isinstance(text, str) and name != "THIN"  # which tells no work at all
}
