/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Code lists. Numbers are stored in views and never change; a new code takes the next number.
 * Statuses and grounds follow the practice of the organisations that keep lists; group and criteria
 * are those of the guidelines of 2013 and of PACE Resolution 1900 (2012).
 */
#include "register/codes.h"

const struct code codes_yes_no[] = {
	{1, "yes", "yes", 0}, {2, "no", "no", 0}, {0, NULL, NULL, 0},
};

const struct code codes_sex[] = {
	{1, "female", "female", 0}, {2, "male", "male", 0}, {0, NULL, NULL, 0},
};

const struct code codes_occupation[] = {
	{1, "journalist", "journalist or media worker", 0},
	{2, "human_rights_defender", "human rights defender", 0},
	{3, "business", "business person", 0},
	{4, "culture", "cultural worker", 0},
	{5, "lawyer", "lawyer", 0},
	{6, "scientist", "scientist", 0},
	{7, "teacher", "teacher", 0},
	{8, "doctor", "medical worker", 0},
	{9, "politician", "politician", 0},
	{10, "activist", "activist", 0},
	{11, "clergy", "priest or religious person", 0},
	{12, "student", "student", 0},
	{13, "trade_unionist", "trade unionist", 0},
	{14, "blogger", "blogger", 0},
	{15, "worker", "worker", 0},
	{16, "it", "IT specialist", 0},
	{17, "pensioner", "pensioner", 0},
	{18, "official", "official or diplomat", 0},
	{19, "military", "serviceman or veteran", 0},
	{20, "analyst", "analyst or expert", 0},
	{99, "other", "other", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_flag[] = {
	{1, "incommunicado", "held incommunicado", 0},
	{2, "ill", "ill", 0},
	{3, "disabled", "with a disability", 0},
	{4, "minor", "a minor at the time", 0},
	{5, "many_children", "parent of many children", 0},
	{6, "foreign", "foreign citizen", 0},
	{7, "terrorist_list", "on the list of terrorists", 0},
	{8, "extremist_list", "on the list of extremists", 0},
	{9, "forced_exile", "in forced exile", 0},
	{10, "over_60", "over sixty", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_publication[] = {
	{1, "recognised", "recognised and on a body's public list", 0},
	{2, "family_agreed", "the family agreed", 0},
	{3, "public_figure", "a public figure", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_org_kind[] = {
	{1, "ngo", "non-governmental organisation", 0},
	{2, "media", "media outlet", 0},
	{3, "union", "trade union", 0},
	{4, "party", "party or movement", 0},
	{5, "state", "state body", 0},
	{6, "international", "international organisation", 0},
	{7, "campaign", "campaign or initiative", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_place_kind[] = {
	{1, "colony", "penal colony", 0},
	{2, "prison", "prison", 0},
	{3, "remand", "remand prison", 0},
	{4, "open_type", "open-type institution", 0},
	{5, "settlement", "colony settlement", 0},
	{6, "temporary", "temporary detention centre", 0},
	{7, "hospital", "hospital", 0},
	{8, "psychiatric", "psychiatric hospital", 0},
	{9, "town", "town", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_source_kind[] = {
	{1, "report", "report of an organisation", 0},
	{2, "press", "press", 0},
	{3, "campaign", "campaign page", 0},
	{4, "register", "register or list", 0},
	{5, "letter", "letter or appeal", 0},
	{6, "law", "law or official act", 0},
	{7, "reference", "reference work", 0},
	{0, NULL, NULL, 0},
};

/* On which a spell ended. */
const struct code codes_ground[] = {
	{1, "served", "term served in full", CODE_RELEASED},
	{2, "pardoned", "pardoned", CODE_RELEASED},
	{3, "amnestied", "amnestied", CODE_RELEASED},
	{4, "exchanged", "exchanged", CODE_RELEASED},
	{5, "pardoned_deported", "pardoned and deported", CODE_RELEASED},
	{6, "released_early", "released early", CODE_RELEASED},
	{7, "bail", "released on bail or pledge", CODE_RELEASED},
	{8, "charges_dropped", "charges dropped", CODE_RELEASED},
	{9, "acquitted", "acquitted", CODE_RELEASED},
	{10, "until_transfer", "released until sent to an open institution", CODE_RELEASED},
	{11, "health", "released for ill health", CODE_RELEASED},
	{12, "term_changed", "term or penalty changed on appeal", CODE_RELEASED},
	{13, "released", "released, ground not said", CODE_RELEASED},
	{14, "escaped", "escaped or left the country", CODE_RELEASED},
	{20, "died", "died in custody", CODE_DEATH},
	{0, NULL, NULL, 0},
};

const struct code codes_status[] = {
	{1, "detained_72h", "detained up to 72 hours", CODE_HELD},
	{2, "administrative_arrest", "administrative arrest", CODE_HELD},
	{3, "custody_pretrial", "in pre-trial custody", CODE_HELD},
	{4, "house_arrest_pretrial", "under house arrest before trial", CODE_HELD},
	{5, "released_on_bail", "at liberty on bail or pledge", 0},
	{6, "released_until_transfer", "at liberty until sent to an open institution", 0},
	{7, "restriction_home", "restriction of freedom at home", 0},
	{8, "restriction_open", "in an open-type institution", CODE_HELD},
	{9, "colony_settlement", "in a colony settlement", CODE_HELD},
	{10, "colony_general", "in a colony of general regime", CODE_HELD},
	{11, "colony_medium", "in a colony of reinforced regime", CODE_HELD},
	{12, "colony_strict", "in a colony of strict regime", CODE_HELD},
	{13, "colony_special", "in a colony of special regime", CODE_HELD},
	{14, "colony", "in a penal colony", CODE_HELD},
	{15, "prison_regime", "on prison regime", CODE_HELD},
	{16, "psychiatric", "in compulsory psychiatric treatment", CODE_HELD},
	{17, "pardon_refused_returned", "pardon refused, returned to custody", CODE_HELD},
	{18, "held", "held", CODE_HELD},
	{0, NULL, NULL, 0},
};

const struct code codes_cell[] = {
	{1, "shizo", "in a punishment cell", 0},
	{2, "pkt", "in cell-type premises", 0},
	{3, "hospital", "in hospital", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_case_kind[] = {
	{1, "criminal", "criminal case", 0}, {2, "administrative", "administrative case", 0}, {0, NULL, NULL, 0},
};

const struct code codes_stage[] = {
	{1, "suspected", "suspected", 0},
	{2, "charged", "charged", 0},
	{3, "convicted", "convicted", 0},
	{4, "dropped", "dropped", 0},
	{5, "reclassified", "reclassified", 0},
	{6, "acquitted", "acquitted", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_penalty[] = {
	{1, "deprivation", "deprivation of liberty", CODE_CUSTODIAL},
	{2, "restriction_home", "restriction of freedom at home", 0},
	{3, "restriction_open", "restriction of freedom in an open institution", CODE_CUSTODIAL},
	{4, "arrest", "arrest", CODE_CUSTODIAL},
	{5, "fine", "fine", 0},
	{6, "corrective_labour", "corrective labour", 0},
	{7, "psychiatric", "compulsory psychiatric treatment", CODE_CUSTODIAL},
	{0, NULL, NULL, 0},
};

const struct code codes_regime[] = {
	{1, "settlement", "colony settlement", 0},
	{2, "general", "general regime", 0},
	{3, "medium", "reinforced regime", 0},
	{4, "strict", "strict regime", 0},
	{5, "special", "special regime", 0},
	{6, "prison", "prison", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_appeal[] = {
	{1, "upheld", "upheld", 0},
	{2, "reduced", "reduced", 0},
	{3, "increased", "increased", 0},
	{4, "changed", "changed in kind or wording", 0},
	{5, "quashed", "quashed", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_group[] = {
	{1, "a", "group A: release at once", 0},
	{2, "b", "group B: release or a new, fair trial", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_criterion[] = {
	{1, "a", "a basic guarantee of the Convention is broken", 0},
	{2, "b", "for purely political reasons, without an offence", 0},
	{3, "c", "out of proportion to the offence", 0},
	{4, "d", "discriminatory compared with others", 0},
	{5, "e", "clearly unfair proceedings", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_demand[] = {
	{1, "release", "release", 0},
	{2, "review", "review of the case", 0},
	{3, "fair_trial", "a fair trial", 0},
	{4, "rehabilitation", "rehabilitation", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_closure[] = {
	{1, "liquidated", "liquidated by force", 0},
	{2, "self_liquidated", "dissolved itself", 0},
	{3, "closed", "closed", 0},
	{4, "blocked", "blocked", 0},
	{5, "licence_withdrawn", "licence withdrawn", 0},
	{6, "extremist", "declared extremist", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_qualifier[] = {
	{1, "exactly", "exactly", 0},
	{2, "at_least", "at least", 0},
	{3, "more_than", "more than", 0},
	{4, "approximately", "about", 0},
	{5, "almost", "almost", 0},
	{6, "at_most", "at most", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_scope[] = {
	{1, "stock", "on that day", 0},
	{2, "total", "running total", 0},
	{3, "period", "in a period", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_means[] = {
	{1, "pardon", "pardon", 0},
	{2, "amnesty", "amnesty", 0},
	{3, "exchange", "exchange", 0},
	{4, "expulsion", "expulsion", 0},
	{5, "other", "other", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_cause[] = {
	{1, "linked", "a source ties the two together", 0},
	{2, "denied", "a source denies a tie", 0},
	{3, "not_said", "no source ties them", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_traffic[] = {
	{1, "road", "road traffic", 0},
	{2, "rail", "rail traffic", 0},
	{3, "road_freight", "road freight", 0},
	{4, "rail_freight", "rail freight", 0},
	{5, "freight", "all freight", 0},
	{6, "all", "all traffic", 0},
	{7, "goods", "certain goods", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_mode[] = {
	{1, "rail", "rail", 0}, {2, "road", "road", 0}, {0, NULL, NULL, 0},
};

const struct code codes_crossing_status[] = {
	{1, "open", "open", 0}, {2, "partly", "partly open", 0}, {3, "closed", "closed", 0}, {0, NULL, NULL, 0},
};

const struct code codes_invitation[] = {
	{1, "asked", "asked for", 0},
	{2, "invited", "invited", 0},
	{3, "accepted", "accepted", 0},
	{4, "declined", "declined", 0},
	{0, NULL, NULL, 0},
};

const struct code codes_coverage[] = {
	{1, "complete", "the whole list", 0}, {2, "sample", "a sample", 0}, {0, NULL, NULL, 0},
};

/* What a coverage statement speaks of. */
const struct code codes_kind[] = {
	{KIND_PERSON, "person", "people", 0},
	{KIND_ORGANISATION, "organisation", "organisations", 0},
	{KIND_CLOSURE, "closure", "closures", 0},
	{KIND_FIGURE, "figure", "figures", 0},
	{0, NULL, NULL, 0},
};
