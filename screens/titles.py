"""What the invented workshops are called, in English, German and Chinese."""

from __future__ import annotations

TITLES = (
    ("Green cities side by side", "Grüne Städte Seite an Seite", "绿色城市携手同行"),
    ("Meadows on tram lines", "Wiesen auf Straßenbahngleisen", "有轨电车线上的草地"),
    ("What a street tree costs", "Was ein Straßenbaum kostet", "一棵行道树的成本"),
    ("Night without lamps for moths", "Nächte ohne Lampen für Nachtfalter", "为飞蛾熄灯的夜晚"),
    (
        "From strategy to soil: how local biodiversity action plans are written, paid and kept",
        "Von der Strategie zum Boden: wie kommunale Biodiversitätsstrategien geschrieben, "
        "bezahlt und eingehalten werden",
        "从战略到土壤：地方生物多样性行动计划如何编制、出资与落实",
    ),
    ("Rivers that may wander", "Flüsse, die wandern dürfen", "可以改道的河流"),
    ("Counting swifts together", "Mauersegler gemeinsam zählen", "一起统计楼燕"),
    ("Gardens of many hands", "Gärten vieler Hände", "众手共建的花园"),
    ("Shade for school yards", "Schatten für Schulhöfe", "校园的树荫"),
    ("Old orchards, new cities", "Alte Obstwiesen, neue Städte", "老果园，新城市"),
    ("Bees above the seventh floor", "Bienen über dem siebten Stock", "七楼以上的蜜蜂"),
    ("Fallow land and its friends", "Brachen und ihre Freunde", "荒地与它的朋友们"),
    ("Water behind the dyke", "Wasser hinter dem Deich", "堤后的水"),
    ("Forests within an hour", "Wälder in einer Stunde Entfernung", "一小时可达的森林"),
    ("Wetlands for a wet year", "Feuchtgebiete für ein nasses Jahr", "丰水之年的湿地"),
)
