#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Splink with DuckDB on the lists that volya link is measured on.

link_splink.py hist50k|febrl4|list FILE [FILE]      prints: SECONDS F1 at the best of six thresholds

Its model is set up as its own documentation sets up such lists: comparisons by type, several blocking rules, u from
random pairs, m by expectation maximisation. Pairs are closed to clusters, and F1 is over pairs in one cluster, as
volya link --truth counts it. The threshold is chosen by the truth, which flatters it.
"""
import sys
import time
from collections import Counter

import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THRESHOLDS = (0.3, 0.5, 0.8, 0.95, 0.99, 0.999)


def hist50k(path):
    frame = pandas.read_csv(path, sep="\t", dtype=str, quoting=3)
    settings = dict(
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="first_and_surname"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True)],
        rules=[block_on("first_name", "surname"), block_on("surname", "dob"), block_on("first_name", "dob"),
               block_on("postcode_fake", "first_name"), block_on("postcode_fake", "surname"),
               block_on("dob", "birth_place"), block_on("substr(surname,1,4)", "substr(dob,1,4)", "birth_place"),
               block_on("dob", "occupation")],
        sessions=[block_on("first_name", "surname"), block_on("substr(dob,1,4)", "birth_place")])
    return [frame], frame.set_index("unique_id")["cluster"].to_dict(), settings


def febrl4(first, second):
    frames = [pandas.read_csv(path, dtype=str, skipinitialspace=True).rename(columns=str.strip) for path in (first, second)]
    for frame in frames:
        frame.rename(columns={"rec_id": "unique_id"}, inplace=True)
    truth = {i: i.rsplit("-", 1)[0].replace("-dup", "").replace("-org", "")
             for frame in frames for i in frame["unique_id"]}
    settings = dict(
        comparisons=[cl.NameComparison("given_name"), cl.NameComparison("surname"),
                     cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d"),
                     cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]), cl.ExactMatch("street_number"),
                     cl.DamerauLevenshteinAtThresholds("postcode", [2]), cl.JaroWinklerAtThresholds("suburb")],
        rules=[block_on("given_name", "surname"), block_on("soc_sec_id"), block_on("date_of_birth"),
               block_on("postcode", "street_number"), block_on("suburb", "surname")],
        sessions=[block_on("date_of_birth"), block_on("given_name", "surname")])
    return frames, truth, settings


def invented(path):
    frame = pandas.read_csv(path, dtype=str).rename(columns={"id": "unique_id"})
    settings = dict(
        comparisons=[cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.7]),
                     cl.DateOfBirthComparison("born", input_is_string=True),
                     cl.ExactMatch("place").configure(term_frequency_adjustments=True), cl.ExactMatch("sex")],
        rules=[block_on("born"), block_on("name"), block_on("substr(name,1,4)", "substr(born,1,4)"),
               block_on("substr(name,1,6)", "place")],
        sessions=[block_on("born"), block_on("name")])
    return [frame], frame.set_index("unique_id")["person"].to_dict(), settings


def f1(groups, truth):
    def pairs(counts):
        return sum(n * (n - 1) // 2 for n in counts.values())
    found = pairs(Counter(groups.values()))
    true = pairs(Counter(truth[i] for i in groups))
    right = pairs(Counter((groups[i], truth[i]) for i in groups))
    return 2 * right / (found + true) if found + true else 0


def main():
    frames, truth, s = {"hist50k": hist50k, "febrl4": febrl4, "list": invented}[sys.argv[1]](*sys.argv[2:])
    began = time.monotonic()
    settings = SettingsCreator(link_type="dedupe_only" if len(frames) == 1 else "link_only",
                               comparisons=s["comparisons"], blocking_rules_to_generate_predictions=s["rules"])
    database = DuckDBAPI()
    tables = [database.register(frame) for frame in frames]
    linker = Linker(tables if len(tables) > 1 else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match(s["rules"][:3], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6)
    for rule in s["sessions"]:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=min(THRESHOLDS))
    best = 0
    for threshold in THRESHOLDS:
        clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_probability=threshold).as_pandas_dataframe()
        best = max(best, f1(dict(zip(clusters["unique_id"], clusters["cluster_id"])), truth))
    print(f"{time.monotonic() - began:.1f} {best:.4f}")


main()
