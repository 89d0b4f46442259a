"""Programs that are no readers are known by what they say of themselves; readers' programs are not taken for them."""

import json
from pathlib import Path

import pytest

from local.crawlers import parted
from mailing import agents
from mailing.agents import known

READERS = {
    "iPhone": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Mobile/15E148",
    "Apple Mail without protection": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, "
    "like Gecko)",
    "Chrome": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36",
    "Edge": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
    "Safari/537.36 Edg/140.0.0.0",
    "Outlook for Windows": "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; .NET4.0C; "
    ".NET4.0E; ms-office; MSOffice 16)",
    "Outlook, by its own name": "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.14931; Pro)",
    "Outlook for iOS": "Outlook-iOS/709.2226530.prod.iphone (3.24.1)",
    "Thunderbird": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.2.0",
    "Samsung Mail": "Dalvik/2.1.0 (Linux; U; Android 13; SM-A536E Build/TP1A.220624.014)",
    "an Android app": "okhttp/4.10.0",
    "Zalo's browser": "Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/126.0 Mobile Safari/537.36 Zalo android/24.05",
    "Coc Coc": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "coc_coc_browser/95.0.150 Chrome/89.0.4389.150 Safari/537.36",
    "anybody behind a tracking domain of one's own": "Amazon CloudFront",
}
OTHERS = {
    "Mozilla/5.0": ("proxy", "apple"),
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)": ("proxy", "gmail"),
    "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html": ("proxy", "yahoo"),
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 "
    "Safari/537.36 Edge/12.246 Mozilla/5.0": ("bot", "gmail_prefetch"),
    "Barracuda Sentinel (EE)": ("bot", "barracuda"),
    "Mozilla/5.0 (compatible; Proofpoint URL Defense)": ("bot", "proofpoint"),
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b": ("bot", "microsoft"),
    "Microsoft Office Existence Discovery": ("bot", "microsoft"),
    "python-requests/2.32.3": ("bot", "crawler"),
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)": ("bot", "crawler"),
    "Wget/1.21": ("bot", "crawler"),
    "curl/8.5.0": ("bot", "crawler"),
    "Mozilla/5.0 (compatible; AhrefsSiteAudit/6.1; +http://ahrefs.com/robot/)": ("bot", "crawler"),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_s_program_is_nobody_in_particular(reader: str):
    assert known(READERS[reader]) is None


@pytest.mark.parametrize("user_agent", OTHERS)
def test_a_proxy_and_a_machine_are_known(user_agent: str):
    assert known(user_agent) == OTHERS[user_agent]


def test_every_program_of_the_list_says_where_that_is_from():
    lists = json.loads((Path(agents.__file__).with_name("agents.json")).read_text())
    for one in lists["agents"]:
        assert ("is" in one) != ("has" in one)
        assert one["verdict"] in {"proxy", "bot"}
        assert one["source"]
    assert all(one["source"] for one in lists["also_readers"])


def test_the_public_list_comes_with_its_version_and_licence():
    public = json.loads((Path(agents.__file__).with_name("crawlers.json")).read_text())
    assert public["version"]
    assert "MIT" in public["licence"]
    assert "Permission is hereby granted" in public["licence"]
    assert len(public["texts"]) > 1000


def test_of_a_pattern_as_much_is_plain_text_as_can_be():
    found = parted(["Googlebot\\/", "[wW]get", "^curl", "Ahrefs(Bot|SiteAudit)", "G-i-g-a-b-o-t"])
    assert found == {
        "texts": ["G-i-g-a-b-o-t", "Googlebot/", "Wget", "wget"], "starts": ["curl"],
        "patterns": ["Ahrefs(Bot|SiteAudit)"],
    }  # fmt: skip
