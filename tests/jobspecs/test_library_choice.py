"""Short postings of many trades, written by us: the library's competency for the trade leads, and few of others come in."""

from __future__ import annotations

import pytest

from jobspecs.drafting.offline import OfflineDrafting
from jobspecs.library.loader import library

ENGINE = OfflineDrafting()
FAMILIES = {competency.key: competency.family for competency in library().competencies()}
POSTINGS = {
    "civil_and_structural": """Structural Engineer
Our practice of thirty designs bridges and car parks for town councils.
Responsibilities:
- Carry out structural calculations for concrete and steel frames, and check the work of graduates
- Prepare construction drawings and details together with our drafting team
- Visit sites during construction and answer questions of contractors
- Review site investigations and agree foundation design with the geotechnical consultant
- Attend meetings with clients and architects
Requirements:
- Degree in civil or structural engineering
- Three years of experience in a design office
- Good knowledge of the building codes
""",
    "electronics_design": """Electronics Engineer
What you will do
- Design circuits and PCB layouts for battery chargers
- Select electronic components and keep the bill of materials up to date
- Bring up prototypes in the lab and debug them with oscilloscope and spectrum analyser
- Prepare EMC tests and attend them at the test house
- Support production with test instructions
What you bring
- Experience with analog and mixed signal design
- Good knowledge of Altium
- Willingness to travel to suppliers
""",
    "controls_and_automation": """Automation Engineer
Key tasks:
- Program PLCs and HMIs for packaging machines
- Commission machines at customer sites and train operators
- Draw control panels and select drives and sensors
- Find faults remotely and by phone
You have:
- Experience with Siemens or Rockwell controllers
- Willingness to travel 40 per cent
""",
    "network_engineering": """Network Administrator
Responsibilities
- Maintain routers, switches and firewalls at eleven sites
- Plan and roll out a new wireless network
- Monitor bandwidth and resolve network issues
- Keep network documentation up to date
- Take part in an on-call rota
Qualifications
- CCNA or similar
- Three years in network administration
""",
    "security_operations": """Security Analyst
The job
- Monitor security alerts in the SIEM and triage them
- Investigate phishing and malware incidents and contain them
- Run vulnerability scans and follow up findings with system owners
- Write weekly reports for the information security manager
- Help to train staff in security awareness
Requirements
- Two years in a security operations team
- Knowledge of Windows and Linux
""",
    "mobile_engineering": """iOS Developer
- Develop our mobile app for 300,000 cyclists in Swift
- Work with designers on new features and animations
- Fix crashes and improve start time
- Release to the App Store every two weeks
- Review code of two junior developers
Requirements
- Four years of iOS development
- Experience with SwiftUI and push notifications
""",
    "data_governance": """Data Steward
- Maintain customer and supplier master data in SAP
- Define data standards with business owners and publish them in the data catalogue
- Find duplicate records and merge them
- Report on data quality each month
- Train users who enter data
Requirements: experience with master data management, attention to detail
""",
    "backlog_ownership": """Product Owner
- Own the product backlog of the claims portal
- Write user stories with acceptance criteria together with users
- Plan sprints and releases with a team of eight
- Accept finished stories and present them to stakeholders
- Decide priorities and say no with reasons
Requirements: three years as product owner, knowledge of insurance claims
""",
    "interior_and_space_design": """Interior Designer
- Prepare space plans, floor plans and 3D renderings for offices
- Select furniture, finishes and lighting within budget
- Present mood boards to clients
- Coordinate with contractors during fit-out
Requirements: degree in interior design, AutoCAD and SketchUp
""",
    "property_sales": """Leasing Consultant
- Show apartments to prospective residents and answer enquiries
- Prepare lease agreements and renewals
- Keep occupancy above 95 per cent
- Post listings online and follow up leads
- Collect rent and handle complaints of residents
Requirements: sales experience, weekend work
""",
    "performance_marketing": """PPC Specialist
- Manage Google Ads accounts with a budget of 40,000 a month
- Do keyword research and write ads
- Test landing pages and improve conversion
- Report cost per acquisition each week
Requirements: two years in paid search, Google Ads certificate
""",
    "contact_centre_calls": """Call Center Agent
- Answer inbound calls about electricity bills
- Update customer accounts and log each call
- Keep average handle time and quality targets
- Pass difficult cases to team leads
Requirements: clear voice, typing skills, shift work
""",
    "credit_and_lending": """Loan Officer
- Interview applicants and collect documents for mortgage applications
- Analyse income, debts and collateral
- Prepare credit decisions for the committee
- Keep contact with borrowers until closing
Requirements: two years in lending, licence
""",
    "payables_and_receivables": """Accounts Payable Clerk
- Match supplier invoices with purchase orders and receipts
- Prepare weekly payment runs
- Reconcile vendor statements
- Answer questions of suppliers
Requirements: accuracy, knowledge of an accounting system
""",
    "front_desk_reception": """Receptionist
- Greet visitors and issue badges
- Answer phones and put callers through
- Receive mail and parcels
- Book meeting rooms and order refreshments
- Keep the lobby tidy
Requirements: friendly manner, basic computer skills
""",
    "records_and_filing": """Document Controller
- Register, number and distribute drawings and specifications
- Keep revisions under control and withdraw old versions
- Maintain the document management system
- Prepare documents for handover and archive
Requirements: two years in document control on construction projects
""",
    "journalism": """Reporter, Local News
- Cover the city council, courts and schools
- Find and check stories and interview sources
- Write news stories for web and print each day
- Take photographs and short videos at events
Requirements: journalism training, driving licence
""",
    "technical_writing": """Technical Writer
- Write user guides and API documentation for our metering platform
- Interview developers and test each step yourself
- Keep release notes and online help current
- Review texts of others by the style guide
Requirements: excellent English, experience with docs as code
""",
}


@pytest.mark.parametrize("key", POSTINGS)
def test_the_competency_of_the_trade_leads(key: str) -> None:
    assert ENGINE.competencies(ENGINE.read(POSTINGS[key]))[0].key == key


@pytest.mark.parametrize("key", POSTINGS)
def test_at_most_one_competency_of_a_strange_trade_comes_in(key: str) -> None:
    chosen = [competency.key for competency in ENGINE.competencies(ENGINE.read(POSTINGS[key]))]
    own = {FAMILIES[key], "general"}
    assert len([name for name in chosen if FAMILIES.get(name, "general") not in own]) <= 1, chosen
