from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.formats import write_value
from programmes.directory.desks import Desk, DeskKind, directory_of
from programmes.directory.files import DirectoryError, load_directory, read_offices
from programmes.directory.hours import HoursError, read_hours
from programmes.directory.places import Level
from programmes.registry.csv_files import RegistryFileError
from sms_gateway.gsm7 import is_gsm7

DIRECTORY = load_directory("ma_asd")
FES = "03.231.01.0"
HEADER = "kind,place,level,name_fr,name_ar,hours,phone,address_fr,sample\n"


def code_of(name):
    units = (
        place for place in DIRECTORY.gazetteer.places.values() if place.level not in {"region", "province"}
    )
    return next(place.code for place in units if place.names["fr"] == name)


def test_the_desk_that_stands_in_the_town_comes_before_the_one_that_every_town_has():
    desks = DIRECTORY.desks_of(DeskKind.OFFICE, code_of("Fès"))
    assert [desk.name("fr") for desk in desks] == [
        "Agence sociale de Fes, agence 1",
        "Agence sociale de Fes, agence 2",
    ]


def a_desk(name):
    place = DIRECTORY.gazetteer.places[code_of(name)] if name else None
    return Desk(DeskKind.OFFICE, {"fr": f"Bureau {name}"}, {}, place, place.level if place else Level.COUNTRY)


#: Azilal is the seat of its province, in the region of Béni Mellal; Ouarzazate lies beyond, in another region.
NEAREST = [
    ("its own", ["Demnate", "Azilal", "Béni Mellal", "Ouarzazate", ""], ["Demnate"]),
    (
        "neighbours in the province, the largest first",
        ["Demnate", "Azilal", "Béni Mellal", ""],
        ["Azilal", "Demnate"],
    ),
    ("the region", ["Khenifra", "Béni Mellal", "Ouarzazate", ""], ["Béni Mellal", "Khenifra"]),
    ("the country's", ["Ouarzazate", ""], [""]),
    ("none", ["Ouarzazate"], []),
]


@pytest.mark.parametrize(("step", "stand", "told"), NEAREST, ids=[row[0] for row in NEAREST])
@pytest.mark.parametrize("turned", [False, True])
def test_the_nearest_desk_is_looked_for_outwards(step, stand, told, turned):
    at = "Demnate" if step == "its own" else "Imlil"
    desks = [a_desk(name) for name in (reversed(stand) if turned else stand)]
    directory = directory_of(DIRECTORY.gazetteer, desks)
    assert [desk.name("fr") for desk in directory.desks_of(DeskKind.OFFICE, code_of(at))] == [
        f"Bureau {name}" for name in told
    ]


def test_a_desk_of_the_place_comes_before_one_that_each_commune_has_and_that_before_a_neighbours():
    each = replace(a_desk(""), names={"fr": "Annexe de {place}"}, level=Level.COMMUNE)
    directory = directory_of(DIRECTORY.gazetteer, [a_desk("Azilal"), each])
    names = [
        directory.desks_of(DeskKind.OFFICE, code_of(name))[0].name("fr") for name in ("Azilal", "Demnate")
    ]
    assert names == ["Bureau Azilal", "Annexe de Demnate"]


def test_every_commune_has_a_desk_of_every_kind():
    without = [
        (place.code, kind)
        for place in DIRECTORY.gazetteer.places.values()
        for kind in DeskKind
        if not DIRECTORY.desks_of(kind, place.code)
    ]
    assert without == []


def test_what_a_commune_has_not_is_looked_for_in_its_province():
    [desk] = DIRECTORY.desks_of(DeskKind.SCHOOL, code_of("Demnate"))
    assert desk.name("fr") == "Direction provinciale de l'éducation, Azilal"
    assert desk.name("ar") == "المديرية الإقليمية للتربية الوطنية أزيلال"


def test_an_arrondissement_has_its_own_civil_status_and_the_towns_payment_point():
    own = DIRECTORY.desks_of(DeskKind.CIVIL_STATUS, code_of("Sidi Moumen"))
    towns = DIRECTORY.desks_of(DeskKind.PAYMENT, code_of("Sidi Moumen"))
    assert [desk.place.name("fr") for desk in (*own, *towns)] == ["Sidi Moumen", "Casablanca"]


def test_who_does_not_say_where_is_told_the_countrys_desk():
    [desk] = DIRECTORY.desks_of(DeskKind.CIVIL_STATUS, "")
    assert desk.name("fr") == "Bureau de l'état civil de votre commune"


def test_the_schemes_of_insurance_are_named():
    schemes = {
        desk.scheme
        for kind in (DeskKind.HEALTH_COVER, DeskKind.INSURANCE)
        for desk in DIRECTORY.desks_of(kind, code_of("Fès"))
    }
    assert schemes == {"AMO", "CNSS"}


@pytest.mark.parametrize(
    ("pack", "town", "schemes"),
    [
        ("ma_asd", "Fès", {"AMO", "CNSS"}),
        ("mr_tekavoul", "Kiffa", {"CNAM", "CNSS", "CNASS"}),
        ("ci_filets", "Bouaké", {"CMU"}),
    ],
)
def test_every_programme_sends_to_a_desk_of_every_kind_and_names_its_schemes(pack, town, schemes):
    directory = load_directory(pack)
    units = directory.gazetteer.places.values()
    code = next(place.code for place in units if place.names["fr"] == town and place.level == "commune")
    found = [desk for where in (code, "") for kind in DeskKind for desk in directory.desks_of(kind, where)]
    assert {desk.kind for desk in found} == set(DeskKind)
    assert {desk.scheme for desk in found} - {""} == schemes


@pytest.mark.parametrize("pack", ["ma_asd", "mr_tekavoul", "ci_filets"])
def test_no_desk_of_a_pack_passes_for_confirmed(pack):
    desks = [desk for desks in load_directory(pack).desks.values() for desk in desks]
    assert desks
    assert all(desk.sample for desk in desks)


@pytest.mark.parametrize("language", ["fr", "ary_Latn"])
def test_a_desks_texts_stay_within_the_cheap_letters_in_every_place(language):
    for place in DIRECTORY.gazetteer.places.values():
        for kind in DeskKind:
            for desk in DIRECTORY.desks_of(kind, place.code):
                assert is_gsm7(write_value(desk.name(language), language))


def test_a_directory_with_a_wrong_row_is_refused_with_line_and_reason(tmp_path):
    rows = (
        "office,03.231.01.0,,Agence,وكالة,Mo-Fr 8h-16h,,,0\n"
        "bakery,,,Pain,خبز,,,,0\n"
        "office,99.999,,Agence,وكالة,,,,0\n"
        "office,,,Bureau d'accueil près de la forêt,مكتب,,,,0\n"
        "office,,,,مكتب,,,,0\n"
        "office,,,Agence,وكالة,,call us,,0\n"
        "office,,commune,Agence,وكالة,Mo-Fr 08:30-16:30,05 22 00 00 00,,0\n"
    )
    file = tmp_path / "offices.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(DirectoryError) as caught:
        read_offices(file, DIRECTORY.gazetteer)
    refused = [(row.line, row.reason.partition(":")[0]) for row in caught.value.refused]
    assert refused == [(2, "hours"), (3, "kind"), (4, "place"), (5, "name_fr"), (6, "name_fr"), (7, "phone")]


def test_a_directory_from_a_spreadsheet_with_a_mark_and_semicolons_is_read(tmp_path):
    file = tmp_path / "offices.csv"
    row = "office,03.231.01.0,,Agence de Fès,وكالة فاس,Mo-Fr 08:30-16:30,05 35 00 00 00,12 rue A,0\n"
    file.write_text((HEADER + row).replace(",", ";"), encoding="utf-8-sig")
    [desk] = read_offices(file, DIRECTORY.gazetteer)
    assert (desk.phone, desk.sample, desk.address("ary_Latn")) == ("0535000000", False, "12 rue A")


def test_a_file_with_a_column_that_nobody_knows_is_refused_whole(tmp_path):
    file = tmp_path / "offices.csv"
    file.write_text("kind,name_fr,name_ar,colour\noffice,A,ا,red\n", encoding="utf-8")
    with pytest.raises(RegistryFileError):
        read_offices(file, DIRECTORY.gazetteer)


def test_a_pack_without_a_directory_has_no_desks(tmp_path):
    assert load_directory("nowhere").desks_of(DeskKind.OFFICE, FES) == ()


@pytest.mark.parametrize(
    ("cell", "fr", "ar"),
    [
        ("Mo-Fr 08:30-16:30", "lun-ven 8h30-16h30", "من الاثنين إلى الجمعة من 8:30 إلى 16:30"),
        (
            "Mo-Th 08:30-12:00,14:00-18:00; Sa 09:00-24:00",
            "lun-jeu 8h30-12h 14h-18h, sam 9h-0h",
            "من الاثنين إلى الخميس من 8:30 إلى 12:00 ومن 14:00 إلى 18:00، السبت من 9:00 إلى 0:00",
        ),
        ("24/7", "jour et nuit", "ليل نهار"),
    ],
)
def test_opening_hours_are_written_as_people_say_them(cell, fr, ar):
    hours = read_hours(cell)
    assert [write_value(hours, language) for language in ("fr", "ar")] == [fr, ar]


@pytest.mark.parametrize(
    "cell", ["Mo-Fr", "Mo-Fr 16:30-08:30", "Fr-Mo 08:00-09:00", "Lu 08:00-09:00", "open", "Mo 8:00-9:00"]
)
def test_hours_that_cannot_be_read_are_an_error_and_never_guessed(cell):
    with pytest.raises(HoursError):
        read_hours(cell)


def test_a_desk_is_open_from_its_opening_until_just_before_its_closing():
    hours = read_hours("Mo-Fr 08:30-16:30")
    friday, saturday = datetime(2025, 11, 28, 8, 30, tzinfo=UTC), datetime(2025, 11, 29, 10, tzinfo=UTC)
    assert hours.is_open(friday)
    assert not hours.is_open(friday.replace(hour=16))
    assert not hours.is_open(saturday)
