#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of INVENTED people to measure linking with, some of them more than once.

link_list.py ROWS SEED FILE.csv

Names are put together from syllables; a name that somebody bears is so by chance. Every fifth row says an earlier
person again: in another script or orthography, with a letter wrong, with parts of the name, the date or the place left
out or one digit off. The column "person" tells who it is.
"""
import csv
import random
import sys

GIVEN = [("Сергей", "Siarhei", "m"), ("Андрей", "Andrei", "m"), ("Николай", "Mikalai", "m"), ("Иван", "Ivan", "m"),
         ("Дмитрий", "Dzmitry", "m"), ("Евгений", "Yauhen", "m"), ("Павел", "Pavel", "m"), ("Игорь", "Ihar", "m"),
         ("Олег", "Aleh", "m"), ("Виктор", "Viktar", "m"), ("Михаил", "Mikhail", "m"), ("Роман", "Raman", "m"),
         ("Анна", "Hanna", "f"), ("Ольга", "Volha", "f"), ("Елена", "Alena", "f"), ("Татьяна", "Tatsiana", "f"),
         ("Наталья", "Natallia", "f"), ("Светлана", "Sviatlana", "f"), ("Ирина", "Iryna", "f"),
         ("Мария", "Maryia", "f"), ("Екатерина", "Katsiaryna", "f"), ("Дарья", "Darya", "f")]
SYLLABLES = [("ба", "ba"), ("ве", "vie"), ("го", "ha"), ("да", "da"), ("зу", "zu"), ("ки", "ki"), ("ло", "la"),
             ("ми", "mi"), ("но", "na"), ("пы", "py"), ("ру", "ru"), ("са", "sa"), ("ту", "tu"), ("фо", "fa"),
             ("ча", "cha"), ("шу", "shu"), ("жо", "zho"), ("цы", "tsy"), ("гра", "hra"), ("стро", "stra"),
             ("кле", "klie"), ("пру", "pru"), ("вой", "voi"), ("мар", "mar"), ("тон", "ton"), ("бер", "bier")]
ENDINGS = [("ский", "ski"), ("вич", "vich"), ("енко", "enka"), ("ук", "uk"), ("ов", "ou"), ("ка", "ka"), ("ец", "iets")]
PLACES = ["Homel", "Hrodna", "Brest", "Minsk", "Vitsebsk", "Mahiliou", "Orsha", "Lida", "Pinsk", "Slutsk", "Polatsk",
          "Babruisk", "Barysau", "Salihorsk", "Maladzechna", "Zhlobin", "Rechytsa", "Kobryn", "Vaukavysk", "Shklou"]


def invent(chance):
    parts = [chance.choice(SYLLABLES) for _ in range(chance.choice((2, 2, 3)))]
    ending = chance.choice(ENDINGS)
    given = chance.choice(GIVEN)
    return {"given": given[:2], "sex": given[2],
            "family": tuple("".join(part[i] for part in parts) + ending[i] for i in (0, 1)),
            "born": (chance.randint(1940, 2005), chance.randint(1, 12), chance.randint(1, 28)),
            "place": chance.choice(PLACES)}


def slip(chance, text):
    at = chance.randrange(1, len(text) - 1)
    return text[:at] + chance.choice((text[at + 1] + text[at], "", text[at] * 2)) + text[at + (2 if at % 2 else 1):]


def row(chance, person, again):
    script = chance.randrange(2)
    given, family = person["given"][script], person["family"][script].capitalize()
    born = "%04d-%02d-%02d" % person["born"]
    place, sex = person["place"], person["sex"]
    if again:
        roll = chance.random()
        family = slip(chance, family) if roll < 0.15 else family
        given = given[0] + "." if 0.15 < roll < 0.20 else given
        born = "" if roll > 0.9 else born[:4] if roll > 0.8 else born[:9] + str(chance.randrange(10)) if roll > 0.7 else born
        place = "" if chance.random() < 0.3 else place
        sex = "" if chance.random() < 0.3 else sex
    name = f"{given} {family}" if chance.random() < 0.7 else f"{family}, {given}"
    return [name, born, place, sex]


def main():
    rows, seed, path = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    chance = random.Random(seed)
    people = []
    with open(path, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "name", "born", "place", "sex", "person"])
        for number in range(rows):
            again = number % 5 == 4
            if not again:
                people.append(invent(chance))
            who = chance.randrange(len(people)) if again else len(people) - 1
            writer.writerow([number, *row(chance, people[who], again), who])


main()
