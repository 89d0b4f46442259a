"""Over which channels a company writes."""

import pytest

from channels.rules import Channel, ChannelSettings, EmailSettings, SmsSettings, ZaloSettings, is_on


@pytest.mark.parametrize(("channel", "switch"), [("email", 0), ("sms", 1), ("zalo", 2), ("zns", 2)])
def test_each_channel_has_its_own_switch_and_both_of_zalo_the_same(channel: Channel, switch: int):
    for on in range(3):
        settings = ChannelSettings(
            email=EmailSettings(on=on == 0), sms=SmsSettings(on=on == 1), zalo=ZaloSettings(on=on == 2)
        )
        assert is_on(settings, channel) == (on == switch)
