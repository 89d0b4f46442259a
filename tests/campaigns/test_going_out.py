"""A campaign goes to everybody whom its filter finds, once each, and says what became of it (J2)."""

from tests.campaigns.office import Office


def test_everybody_gets_it_once_and_it_is_sent(office: Office):
    lan, hoa, nobody = office.people("lan@x.vn", "hoa@x.vn", None)
    campaign = office.sent()
    assert sorted(mail.to[0] for mail in office.mails()) == ["hoa@x.vn", "lan@x.vn"]
    assert {mail.subject for mail in office.mails()} == {"Chào L0", "Chào L1"}
    assert office.statuses(campaign) == {
        lan: ("sent", None), hoa: ("sent", None), nobody: ("skipped", "no_address"),
    }  # fmt: skip
    assert office.counted(campaign) == {"sent": 2, "skipped": 1}
    read = office.read(campaign)
    assert (read["state"], read["recipients"]) == ("sent", {"sent": 2, "skipped": 1})


def test_of_records_with_one_address_the_newest_gets_it(office: Office):
    older, newer = office.people("Lan@x.vn", "lan@x.vn")
    campaign = office.sent()
    assert office.statuses(campaign) == {older: ("skipped", "duplicate_address"), newer: ("sent", None)}
    assert len(office.mails()) == 1


def test_what_is_told_of_it_is_its_recipients_status_and_takes_no_step_back(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    for event, status in (
        ("send", "sent"), ("open", "opened"), ("delivery", "opened"), ("click", "clicked"), ("open", "clicked"),
        ("complaint", "complained"),
    ):  # fmt: skip
        office.tell(event, campaign, lan)
        office.world.pump()
        assert office.statuses(campaign)[lan][0] == status
        assert office.counted(campaign) == {status: 1}


def test_a_machine_that_opens_or_clicks_is_no_reader(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    office.tell("delivery", campaign, lan)
    office.tell("open", campaign, lan, userAgent="Barracuda Sentinel (EE)")
    office.tell("click", campaign, lan, userAgent="Barracuda Sentinel (EE)")
    office.world.pump()
    assert office.statuses(campaign)[lan][0] == "delivered"


def test_a_verdict_that_comes_late_takes_the_click_back(office: Office):
    (lan,) = office.people("lan@x.vn")
    campaign = office.sent()
    office.tell("delivery", campaign, lan)
    at = "2026-03-02T03:00:0{}.000Z"
    for number in range(3):
        office.tell("click", campaign, lan, link=f"https://x.vn/{number}", timestamp=at.format(number))
        office.world.pump()
        assert office.statuses(campaign)[lan][0] == ("clicked" if number < 2 else "delivered")
    assert office.counted(campaign) == {"delivered": 1}
