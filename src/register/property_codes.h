/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes of the properties that the program itself reads. kinds.h includes it. */
#ifndef REGISTER_PROPERTY_CODES_H
#define REGISTER_PROPERTY_CODES_H

enum property_code {
	/* of every kind */
	P_KEY = 1,  /* an outside identifier: "viasna:1234"; a subject made without one gets its handle */
	P_NOTE = 2, /* a remark for readers */
	P_SAME_AS = 3,  /* the two subjects are one */
	P_NEVER_SAME_AS = 4,

	P_PERSON_NAME = 101,
	P_PERSON_BIRTH = 102,
	P_PERSON_SEX = 103,
	P_PERSON_DEATH = 104,
	P_PERSON_CITIZENSHIP = 105, /* ISO 3166-1 alpha-2 */
	P_PERSON_OCCUPATION = 106,  /* code list, many */
	P_PERSON_DESCRIPTION = 107,
	P_PERSON_HONOUR = 108, /* valid = the year */
	P_PERSON_FLAG = 109,   /* timed: incommunicado, ill, terrorist_list, forced_exile ... */
	P_PERSON_PUBLICATION = 110, /* ground: recognised, family_agreed, public_figure */
	P_PERSON_ROLE = 111,   /* timed text: President of France */

	P_ORG_NAME = 201,
	P_ORG_KIND = 202, /* ngo, media, union, party, state, international, campaign */
	P_ORG_COUNTRY = 203,
	P_ORG_URL = 204,

	P_PLACE_NAME = 301,
	P_PLACE_KIND = 302, /* colony, prison, remand, open_type, settlement, temporary, hospital, psychiatric, town */
	P_PLACE_TOWN = 303,
	P_PLACE_REGION = 304,
	P_PLACE_POST = 305,

	P_SOURCE_TITLE = 401,
	P_SOURCE_PUBLISHER = 402,
	P_SOURCE_PUBLISHED = 403,
	P_SOURCE_URL = 404,
	P_SOURCE_ACCESSED = 405,
	P_SOURCE_KIND = 406,   /* report, press, campaign, register, letter, law, reference */
	P_SOURCE_COPY_OF = 407,
	P_SOURCE_RANK = 408,   /* 1 first hand ... 5 hearsay; default 3 */

	P_SPELL_PERSON = 501,
	P_SPELL_FROM = 502,
	P_SPELL_TO = 503,     /* day of release; ".." open by a source's word; not said = unknown */
	P_SPELL_GROUND = 504, /* on which it ended */
	P_SPELL_STATUS = 505, /* timed */
	P_SPELL_PLACE = 506,  /* timed */
	P_SPELL_HEARD = 507,  /* a day on which a source says the person is held */
	P_SPELL_CELL = 508,   /* timed: shizo, pkt, hospital */

	P_CASE_PERSON = 601,
	P_CASE_KIND = 602, /* criminal, administrative */
	P_CASE_ABSENTIA = 603, /* yes, no */
	P_CASE_SPELL = 604, /* many */
	P_CASE_NAME = 605,

	P_CHARGE_CASE = 701,
	P_CHARGE_ARTICLE = 702, /* "342", "361-1" */
	P_CHARGE_PART = 703,
	P_CHARGE_STAGE = 704, /* timed: suspected, charged, convicted, dropped, reclassified, acquitted */
	P_CHARGE_DATE = 705,
	P_CHARGE_PREFIX = 706, /* 13, 14 or 16: preparation, attempt, complicity */

	P_SENTENCE_CASE = 801,
	P_SENTENCE_DATE = 802,
	P_SENTENCE_COURT = 803,
	P_SENTENCE_JUDGE = 804,
	P_SENTENCE_PROSECUTOR = 805,
	P_SENTENCE_DAYS = 806,   /* terms counted in days (administrative arrest) */
	P_SENTENCE_MONTHS = 807,
	P_SENTENCE_PENALTY = 808, /* deprivation, restriction_home, restriction_open, arrest, fine ... */
	P_SENTENCE_REGIME = 809, /* settlement, general, medium, strict, special, prison */
	P_SENTENCE_FINE = 810,   /* BYN, whole roubles */
	P_SENTENCE_APPEAL_DATE = 811,
	P_SENTENCE_APPEAL_MONTHS = 812,
	P_SENTENCE_APPEAL_RESULT = 813, /* upheld, reduced, increased, changed, quashed */
	P_SENTENCE_IN_FORCE = 814,

	P_RECOGNITION_PERSON = 901,
	P_RECOGNITION_BODY = 902,
	P_RECOGNITION_GIVEN = 903,
	P_RECOGNITION_WITHDRAWN = 904,
	P_RECOGNITION_GROUP = 905,    /* a, b */
	P_RECOGNITION_CRITERION = 906, /* many: a to e of PACE Resolution 1900 */
	P_RECOGNITION_DEMAND = 907,   /* release, review, fair_trial, rehabilitation */

	P_CLOSURE_ORG = 1001,
	P_CLOSURE_DATE = 1002,
	P_CLOSURE_KIND = 1003, /* liquidated, self_liquidated, closed, blocked, licence_withdrawn, extremist */
	P_CLOSURE_GROUND = 1004,

	P_FIGURE_NAME = 1101,  /* political_prisoners_current */
	P_FIGURE_BODY = 1102,  /* who counted it: an organisation */
	P_FIGURE_DATE = 1103,  /* the day it holds for; of a period its last day */
	P_FIGURE_VALUE = 1104,
	P_FIGURE_QUALIFIER = 1105, /* exactly, at_least, more_than, approximately, almost, at_most */
	P_FIGURE_SCOPE = 1106, /* stock (on a day), total (running, since a day), period (in a month or year) */
	P_FIGURE_SINCE = 1107,
	P_FIGURE_COUNTRY = 1108, /* ISO 3166-1 alpha-2; BY unless said */
	P_FIGURE_PART_OF = 1109, /* the figure it is a part of */
	P_FIGURE_LABEL = 1110, /* what it counts, in words */

	P_EPISODE_COUNTRY = 1201,
	P_EPISODE_DATE = 1202,
	P_EPISODE_RELEASED = 1203,
	P_EPISODE_WHO = 1204,
	P_EPISODE_MEANS = 1205, /* pardon, amnesty, exchange, expulsion, other */
	P_EPISODE_GIVEN = 1206, /* what was given for it */
	P_EPISODE_GIVEN_DATE = 1207,
	P_EPISODE_BEFORE = 1208,
	P_EPISODE_AFTER = 1209,
	P_EPISODE_CONDITION = 1210,
	P_EPISODE_CAUSE = 1211, /* did a source tie release and gift: linked, denied, not_said */

	P_THREAT_BY = 1301,
	P_THREAT_DATE = 1302,
	P_THREAT_TEXT = 1303,

	P_LETTER_TITLE = 1401,
	P_LETTER_DATE = 1402,
	P_LETTER_TEXT = 1403,
	P_LETTER_URL = 1404,
	P_LETTER_SIGNATORY = 1405,
	P_LETTER_ADDRESSEE = 1406,

	P_DEMAND_TEXT = 1501,
	P_DEMAND_ISSUER = 1502,
	P_DEMAND_CONDITION = 1503,
	P_DEMAND_TERM = 1504,
	P_DEMAND_ISSUED = 1505,

	P_MEASURE_STATE = 1601,
	P_MEASURE_DATE = 1602,
	P_MEASURE_WHAT = 1603, /* road, rail, all; freight or all: code */
	P_MEASURE_TEXT = 1604,
	P_MEASURE_CROSSING = 1605,
	P_MEASURE_ENDED = 1606,
	P_MEASURE_GROUND = 1607,

	P_CROSSING_NAME = 1701,
	P_CROSSING_MODE = 1702, /* rail, road */
	P_CROSSING_COUNTRY = 1703,
	P_CROSSING_OTHER = 1704, /* name on the other side */
	P_CROSSING_LAT = 1705,  /* microdegrees */
	P_CROSSING_LON = 1706,
	P_CROSSING_STATUS = 1707, /* timed: open, partly, closed */
	P_CROSSING_CAPACITY = 1708,

	P_FLOW_COMMODITY = 1801,
	P_FLOW_ORIGIN = 1802,
	P_FLOW_DESTINATION = 1803,
	P_FLOW_ROUTE = 1804,
	P_FLOW_VALUE = 1805, /* text as said: "10-11" */
	P_FLOW_UNIT = 1806,
	P_FLOW_PERIOD = 1807,

	P_MEETING_BODY = 1901,
	P_MEETING_DATE = 1902, /* EDTF interval */
	P_MEETING_PLACE = 1903,
	P_MEETING_AGENDA = 1904,
	P_MEETING_ABOUT = 1905,

	P_INVITATION_MEETING = 2001,
	P_INVITATION_PERSON = 2002,
	P_INVITATION_STATE = 2003, /* timed: asked, invited, accepted, declined */

	P_NEED_PERSON = 2101,
	P_NEED_TEXT = 2102,
	P_OFFER_COUNTRY = 2201,
	P_OFFER_TEXT = 2202,
	P_ACCOUNT_NAME = 2301,

	P_COVERAGE_BODY = 2401, /* whose list */
	P_COVERAGE_KIND = 2402, /* complete, sample */
	P_COVERAGE_FROM = 2403,
	P_COVERAGE_TO = 2404,
	P_COVERAGE_TEXT = 2405,
	P_COVERAGE_OF = 2406, /* the kind of subject: person, organisation ... */
};

#endif
