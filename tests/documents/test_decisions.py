"""A file opens as what it was looked at as."""

from documents.rules import ending_fits


def test_the_end_of_a_name_fits_the_type_in_small_or_large_letters():
    assert ending_fits("Ảnh.JPG", "image/jpeg")
    assert ending_fits("a.jpeg", "image/jpeg")
    assert not ending_fits("a.jpg.exe", "image/jpeg")
    assert not ending_fits("a.png", "image/jpeg")
