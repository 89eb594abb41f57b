/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Articles met in cases: of the Criminal Code of Belarus of 1999 (whole numbers and 361-1) and of the
 * Code of Administrative Offences (19.11). Titles are short forms.
 */
#include "register/kinds.h"

static const struct article articles[] = {
	{"124", "terror against a representative of a foreign state"},
	{"126", "international terrorism"},
	{"130", "incitement of hatred"},
	{"130-1", "rehabilitation of Nazism"},
	{"130-2", "denial of the genocide of the Belarusian people"},
	{"179", "unlawful collection of private data"},
	{"188", "libel"},
	{"189", "insult"},
	{"191", "obstruction of electoral rights"},
	{"203-1", "unlawful handling of personal data"},
	{"209", "fraud"},
	{"218", "destruction or damage of property"},
	{"228", "smuggling"},
	{"235", "laundering of proceeds"},
	{"243", "evasion of taxes"},
	{"285", "criminal organisation"},
	{"287", "illegal armed formation"},
	{"289", "act of terrorism"},
	{"289-1", "propaganda of terrorism"},
	{"290", "threat of an act of terrorism"},
	{"290-1", "financing of terrorism"},
	{"290-2", "help to terrorism"},
	{"290-3", "training for terrorism"},
	{"290-4", "creating a terrorist organisation"},
	{"290-5", "organising or joining a terrorist organisation"},
	{"293", "mass riots"},
	{"295", "unlawful acts with weapons"},
	{"295-3", "unlawful acts with objects based on flammable matter"},
	{"309", "damage to transport or lines"},
	{"339", "hooliganism"},
	{"341", "desecration of buildings and damage to property"},
	{"342", "group actions that grossly break public order"},
	{"342-2", "repeated breach of the rules on mass events"},
	{"356", "treason against the state"},
	{"357", "conspiracy to seize state power"},
	{"358", "espionage"},
	{"358-1", "agent activity"},
	{"361", "calls for sanctions or acts against national security"},
	{"361-1", "extremist formation"},
	{"361-2", "financing of extremist activity"},
	{"361-3", "taking part in an armed formation or war abroad"},
	{"361-4", "assistance to extremist activity"},
	{"361-5", "training for extremist activity"},
	{"363", "resistance to the police"},
	{"364", "violence or threat against the police"},
	{"365", "interference with a law-enforcement officer"},
	{"366", "violence or threat against an official"},
	{"367", "libel of the President"},
	{"368", "insult of the President"},
	{"369", "insult of an official"},
	{"369-1", "discrediting the Republic of Belarus"},
	{"369-3", "breach of the rules on mass events"},
	{"370", "desecration of state symbols"},
	{"373", "wilful disclosure of state secrets"},
	{"374", "careless disclosure of state secrets"},
	{"391", "insult of a judge"},
	{"411", "malicious disobedience in a colony"},
	{"421", "breach of preventive supervision"},
	{"425", "inaction of an official"},
	{"430", "taking a bribe"},
	{"19.1", "petty hooliganism"},
	{"19.11", "distribution of extremist matter"},
	{"24.3", "disobedience to an official"},
	{"24.15", "use of foreign aid for extremist ends"},
	{"24.23", "breach of the rules on mass events"},
};

const struct article *article_find(struct str number)
{
	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
		if (str_is(number, articles[i].number)) {
			return &articles[i];
		}
	}
	return NULL;
}
