"""Short postings of many trades for tests, written by us."""

from __future__ import annotations

BEEKEEPER = """Beekeeper

The Orchard Trust keeps 180 colonies across four valleys.

Duties
- Inspect colonies every ten days in the swarming season and record brood, stores and temper.
- Control varroa with oxalic acid and heat treatment, and count mite drops before and after.
- Harvest, extract and jar honey for the farm shop.
- Rear queens from our calmest stock and introduce them to weak colonies.
- Move hives at night to orchards in blossom.
- Answer calls about swarms from neighbours.

You bring
- Three seasons with at least 50 colonies.
- A driving licence with trailer.
- No allergy to stings.
"""

LIGHTHOUSE = """Assistant Lighthouse Keeper (seasonal)
We need somebody for the rock station from April to October.
You will look after the lamp and the foghorn, and log the weather four times a day.
You will guide visitors up the tower in groups of eight and explain the optic.
You will paint the railings and keep the boat landing free of weed.
You must be able to climb 190 steps several times a day and to be alone for a week.
Must hold a VHF radio certificate. Cooking is shared.
"""

PIANO = """Piano Tuner & Technician

What you'll do:
• Tune upright and grand pianos in homes, schools and two concert halls
• Regulate actions and voice hammers to the wishes of the pianist
• Replace strings, felts and bridles in the workshop
• Advise owners on humidity and on whether a repair is worth its price
• Keep the service history of 900 instruments

Requirements:
• Trained as piano maker, or 5 years of tuning by ear
• Clean driving licence
• Friendly with anxious musicians
"""

HYGIENIST = """Dental Hygienist - 3 days a week

Our practice has four chairs. You will:
- Scale and polish teeth and treat gum disease under the dentist's plan
- Take dental x-rays and impressions
- Chart gum pockets and note changes since the last visit
- Teach patients how to clean between their teeth
- Sterilise instruments and keep the decontamination log
- Manage your own recall accounts and book follow-up appointments

Essential: registration with the dental council; experience with anxious patients; knowledge of infection control.
Desirable: local anaesthesia certificate.
"""

CRANE = """TOWER CRANE OPERATOR
SITE: HARBOUR QUAY. START: MONDAY.
DUTIES:
- CHECK ROPES, HOOKS, SLINGS AND LIMIT SWITCHES BEFORE EVERY SHIFT
- LIFT AND PLACE STEEL, FORMWORK AND CONCRETE SKIPS AS SIGNALLED BY THE BANKSMAN
- STOP WORK WHEN WIND PASSES 20 M/S AND SECURE THE JIB
- KEEP THE LIFT LOG AND REPORT DEFECTS TO THE SITE MANAGER
REQUIREMENTS:
- CRANE LICENCE CLASS A
- 3 YEARS ON TOWER CRANES
- HEAD FOR HEIGHTS
"""

CHEF = """Head Chef, Seafood Bistro

About the role: forty covers, open kitchen, a menu that changes with the boats.

Responsibilities
* Write a new menu every week around what the day boats land.
* Run the pass during service and keep every plate at the same standard.
* Order fish, vegetables and dry goods, and hold food cost at 29 %.
* Train four cooks and a kitchen porter.
* Keep the hygiene records (temperatures, allergens, deliveries) ready for inspection.
* Plan the rota and close the kitchen clean.

What you need
* Five years in professional kitchens, two of them leading.
* Level 3 food safety.
* Calm when forty tickets come at once.
"""

TRANSLATOR = """Patent Translator (German > English)

Tasks
Translate patents and office actions from German into English.
Revise the drafts of two junior translators against the source.
Maintain termbases and translation memories for three clients.
Query attorneys where a claim is ambiguous.
Deliver within the statutory deadlines.

Profile
Degree in translation or a technical subject.
At least four years of patent translation.
Experience with a CAT tool.
"""

ARCHIVIST = """County Archivist

The record office holds eight miles of records from 1180 to last week.

Main duties
1. Appraise, catalogue and describe deposits to the archival standard.
2. Answer enquiries from readers, families and solicitors.
3. Lead the digitisation of the parish registers with volunteers.
4. Preserve fragile documents and monitor the climate in the strongrooms.
5. Negotiate deposits with estates, firms and charities.
6. Present the collections to schools and local societies.

Person specification
Essential: postgraduate qualification in archives; knowledge of copyright and data protection law; Latin palaeography.
Desirable: fundraising.
"""

NURSE = """Registered Nurse, Night Ward

You will assess, plan and deliver care for 24 surgical patients with two assistants.
You will give medicines and check the patient accounts of pain.
You will recognise deterioration and call the rapid response team.
You will hand over at seven in the morning, in writing and at the bedside. You will keep accurate records.
You will support families in distress.
Requirements: current nursing registration, one year of acute care, intravenous certificate.
We pay for uniform and parking.
"""

TEACHER = """Primary School Teacher (Year 4)

You will plan and teach lessons in all subjects to a class of 28.
You will assess reading, writing and mathematics each half-term and adapt your teaching.
You will work with the teaching assistant for two pupils with education plans.
You will meet parents twice a year and whenever needed.
You will lead the school garden.

Qualified teacher status is required. Experience with phonics is an advantage.
"""

HR = """HR Business Partner

Key responsibilities:
- Advise 30 managers on performance, absence and disciplinary matters.
- Lead recruitment for the logistics division, from the brief to the offer.
- Run the yearly pay review and check it for gaps.
- Coach new team leaders in their first hundred days.
- Report on turnover, absence and headcount each month.

Requirements:
- CIPD level 5 or similar.
- Sound knowledge of employment law.
- Experience in a unionised workplace.
"""

LAWYER = """Associate, Commercial Litigation

Draft pleadings, witness statements and skeleton arguments.
Run disclosure exercises of up to 200,000 documents.
Advise clients on prospects, costs and settlement.
Instruct counsel and experts.
Attend hearings and mediations.

You are qualified, with 2-4 years of post-qualification experience in litigation. You write clearly.
You have handled your own files.
"""

ACCOUNTANT = """Management Accountant

Duties and responsibilities
• Prepare monthly management accounts within eight working days
• Reconcile balance sheet accounts and clear old items
• Build the budget with eleven department heads and report variances
• Improve the cost model of the two plants
• Support the year-end audit

Requirements
• Part-qualified CIMA or ACCA
• Strong Excel skills
• Experience in manufacturing
"""

POLICY = """Policy Officer, Water

The regulator sets prices for seventeen water companies.
You will analyse company plans and draft advice to the board.
You will consult the public, answer what they say, and publish decisions that stand up in court.
You will brief ministers' offices. You will model bills under different price limits.
You need a degree in economics or similar, clear writing, and experience of regulation.
"""

HOTEL = """Front Office Manager, 120 rooms

- Lead nine receptionists over three shifts and write the rota
- Welcome guests and settle complaints before they leave
- Set room rates daily with the revenue manager
- Balance the tills and the night audit
- Train the team in upselling and safety drills

Needed: three years at a front desk, one of them in charge; two languages; property management system.
"""

CHEMIST = """Analytical Chemist

Develop and validate HPLC and GC-MS methods for pesticide residues in fruit.
Calibrate and maintain instruments and write down what was done.
Review chromatograms of three technicians and release results.
Investigate out-of-specification results and prevent their return.
Prepare the laboratory for the ISO 17025 audit.

MSc in chemistry. Three years with chromatography. Knowledge of measurement uncertainty.
"""

WAREHOUSE = """Forklift Driver / Warehouse Operative nights
load and unload trailers with counterbalance and reach trucks
pick orders with a scanner, 140 lines an hour
wrap and label pallets
count stock each friday
keep aisles clear and report damage
must have forklift licence
must be able to lift 25 kg
nights 10 till 6
"""

DESIGNER = """Senior Product Designer

What you'll do
Lead the design of our booking flow from research to release.
Interview hosts and guests and turn what you hear into prototypes.
Own the design system with two engineers.
Run critiques and raise the craft of five designers.
Measure whether a release made booking easier.

What we're looking for
6+ years designing digital products
A portfolio that shows why, not only what
Experience with accessibility
"""

DEVOPS = """Site Reliability Engineer

Responsibilities
- Run our Kubernetes clusters in two regions and keep availability above 99.95 %.
- Automate deployments with Terraform and GitHub Actions.
- Be on call one week in five, lead incident response, and write postmortems without blame.
- Cut cloud cost per request by a fifth this year.
- Coach product teams on service level objectives.

Requirements
- 4+ years operating Linux in production
- Strong Python or Go
- Experience with Prometheus and Grafana
"""

MARKETING = """Content Marketing Manager (m/f/d)
You own our blog, newsletter and webinar programme and are measured by qualified leads.
You plan the editorial calendar, brief freelancers and edit their work.
You run paid campaigns on LinkedIn with a budget of 20k a month and report return each Friday.
You work with sales on case studies. You bring 4 years in B2B content, a feel for search, and excellent English.
"""

CSAGENT = """Customer Support Agent - energy
Answer 60 calls and chats a day about bills, meters and moving house. Explain bills line by line.
Take meter readings and correct accounts.
Offer payment plans to customers who fall behind, by the rules of the regulator. Log each contact.
Pass complaints that cannot be settled to the ombudsman team.
You are patient, type well, and have worked with customers before.
"""

WELDER = """Welder (TIG/MIG) shipyard
Weld hull sections and pipework in steel and aluminium to class rules. Read drawings and weld procedures.
Grind, fit and tack parts before welding. Test welds with dye penetrant and mend faults.
Keep hot-work permits and watch for fire.
Welding certificate EN ISO 9606 needed, 3 yrs in yards, must pass a weld test.
"""

CEO = """Chief Executive, Regional Food Bank

Lead a charity of 40 staff and 600 volunteers that feeds 9,000 households.
Set the strategy with the board and report on it each quarter.
Raise £4m a year from trusts, companies and the public.
Speak for the charity to councils and the press.
Keep the warehouse network safe, legal and on budget.
Build a leadership team that can do without you for a month.

You have led an organisation of similar size. You know how to read accounts. Experience of fundraising essential.
"""

SEWER = """Theatre Costume Maker
Cut and sew costumes from designers' drawings for eight productions a year.
Fit performers and alter costumes up to opening night. Dye, age and distress fabric.
Run quick changes in the wings during shows. Repair and store the stock of 6,000 pieces. Portfolio required.
Experience with tailoring and corsetry preferred.
"""

VET = """Veterinary Surgeon, mixed practice
Consult 15 small-animal patients a day. Operate: neutering, soft tissue, dentals.
Visit farms for calvings, lame cows and herd health plans. Share on-call one night in five.
Explain options and costs to owners honestly. Mentor a new graduate. MRCVS and two years' experience required.
"""

SDR = """Sales Development Representative

As an SDR you'll research target accounts, call decision makers and book 12 meetings a month.
You'll qualify inbound leads within an hour.
You'll keep the CRM clean and learn from each lost deal.
We're looking for someone curious who isn't afraid of the phone; a year in sales is nice but not needed.
OTE 45k, great team, table football.
"""

NANNY = """Nanny for twins (18 months)
Tasks: care for the twins from eight to six, cook their meals and wash their clothes, take them to the park.
Keep a short diary and tidy the nursery.
We would like: first aid for babies, references, non-smoker, driving licence preferred.
"""

GERMAN = """Koch (m/w/d) in Vollzeit

Deine Aufgaben:
- Zubereitung von warmen und kalten Speisen für 80 Gäste
- Einhaltung der Hygienevorschriften und Pflege der HACCP-Dokumentation
- Bestellung und Kontrolle der Waren
- Anleitung unserer Auszubildenden

Dein Profil:
- Abgeschlossene Ausbildung als Koch
- Mindestens zwei Jahre Erfahrung in der gehobenen Küche
- Teamgeist und Belastbarkeit

Wir bieten:
- Unbefristeter Vertrag, 30 Tage Urlaub, Verpflegung
"""

FRENCH = """Infirmier / Infirmière de nuit

Vos missions :
• Assurer les soins et la surveillance des patients pendant la nuit
• Administrer les traitements prescrits et tenir le dossier de soins
• Accueillir et informer les familles
• Participer aux transmissions avec l'équipe de jour

Votre profil :
• Diplôme d'État d'infirmier exigé
• Une première expérience en gériatrie est un plus
"""

SPANISH = (
    "Buscamos electricista para mantenimiento de hoteles en Mallorca. "
    "Realizarás la instalación y reparación de cuadros eléctricos, el mantenimiento preventivo de ascensores "
    "y climatización, y la atención de averías en turnos rotativos. "
    "Se requiere título de FP en electricidad, carnet de conducir y experiencia mínima de dos años. "
    "Ofrecemos contrato indefinido y alojamiento. "
)

TINY = """Plumber wanted. You will repair leaks and fit bathrooms in old houses around Bath.
Own van is a plus. Call Tom after six. Good pay, no weekends, friendly gaffer.
"""

ALL = {
    "beekeeper": BEEKEEPER,
    "lighthouse": LIGHTHOUSE,
    "piano": PIANO,
    "hygienist": HYGIENIST,
    "crane": CRANE,
    "chef": CHEF,
    "translator": TRANSLATOR,
    "archivist": ARCHIVIST,
    "nurse": NURSE,
    "teacher": TEACHER,
    "hr": HR,
    "lawyer": LAWYER,
    "accountant": ACCOUNTANT,
    "policy": POLICY,
    "hotel": HOTEL,
    "chemist": CHEMIST,
    "warehouse": WAREHOUSE,
    "designer": DESIGNER,
    "devops": DEVOPS,
    "marketing": MARKETING,
    "csagent": CSAGENT,
    "welder": WELDER,
    "ceo": CEO,
    "sewer": SEWER,
    "vet": VET,
    "sdr": SDR,
    "nanny": NANNY,
}
