/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* English: countries, titles, given names, what is said of a person. Data; words.h tells how
 * patterns are written. */
#include "letter/reading.h"

#include <strings.h>

const struct country_words country_words[] = {
	{"BY", "Belarus", "belarus|belarusian*|minsk"},
	{"NI", "Nicaragua", "nicaragua|nicaraguan*|managua"},
	{"IR", "Iran", "iran|iranian*|tehran"},
	{"CU", "Cuba", "cuba|cuban*|havana"},
	{"VE", "Venezuela", "venezuela|venezuelan*|caracas"},
	{"RU", "Russia", "russia|russian*|moscow|kremlin"},
	{"UA", "Ukraine", "ukraine|ukrainian*|kyiv"},
	{"PL", "Poland", "poland|polish|warsaw"},
	{"LT", "Lithuania", "lithuania|lithuanian*|vilnius"},
	{"LV", "Latvia", "latvia|latvian*|riga"},
	{"EE", "Estonia", "estonia|estonian*|tallinn"},
	{"FR", "France", "france|french"},
	{"DE", "Germany", "germany|german*|berlin"},
	{"US", "the United States", "united states|american*|washington|usa"},
	{"TR", "Turkey", "turkey|turkish|ankara"},
	{"CN", "China", "china|chinese|beijing"},
	{"MM", "Myanmar", "myanmar|burma|burmese"},
	{"AZ", "Azerbaijan", "azerbaijan|azerbaijani|baku"},
	{"GE", "Georgia", "georgia|georgian|tbilisi"},
	{"EG", "Egypt", "egypt|egyptian*|cairo"},
	{"SY", "Syria", "syria|syrian*|damascus"},
	{"HK", "Hong Kong", "hong kong"},
	{"KZ", "Kazakhstan", "kazakhstan|kazakh*"},
	{"TJ", "Tajikistan", "tajikistan|tajik"},
	{"VN", "Vietnam", "vietnam|vietnamese"},
	{NULL, NULL, NULL},
};

const struct country_words *country_in(const struct words *w, size_t first, size_t end)
{
	const struct country_words *best = NULL;
	size_t at = end;
	for (const struct country_words *c = country_words; c->code; c++) {
		size_t hit = pattern_find(w, first, end, c->pattern, NULL);
		if (hit < at) {
			at = hit;
			best = c;
		}
	}
	return best;
}

const struct country_words *country_of(struct str code_or_name)
{
	for (const struct country_words *c = country_words; c->code; c++) {
		if (str_is_nocase(code_or_name, c->code) || str_is_nocase(code_or_name, c->name)) {
			return c;
		}
	}
	return NULL;
}

const char words_title[] =
	"mr|mrs|ms|miss|dr|prof|professor|president|prime|minister|chancellor|sir|madam|madame|"
	"monsieur|honourable|honorable|excellency|secretary|commissioner|ambassador|senator|general|"
	"bishop|father|"
	"cardinal|chairman|chairwoman|director|candidate|leader|laureate|blogger|journalist|activist|"
	"lawyer|politician|"
	"artist|philosopher|musician|banker|diplomat|king|queen|his|her|colleague|comrade|foreign|"
	"deputy|vice|high|"
	"representative|speaker|member|editor|defender|prisoner|winner|dear|dictator|opposition";

const char words_months[] =
	"january|february|march|april|may|june|july|august|september|october|november|december|"
	"monday|tuesday|wednesday|thursday|friday|saturday|sunday";

/* Given names seen in letters on this subject, in the spellings of several languages. */
const char words_given_names[] =
	"ales|aleh|aleksandr|aliaksandr|alyaksandr|alexander|alexandre|alena|elena|anatol|anatoly|"
	"andrei|andrey|andrej|andrzej|anna|hanna|anton|artsiom|artyom|artur|arthur|barys|boris|dzianis|"
	"denis|dzmitry|dmitry|zmitser|"
	"daria|darya|dziyana|diana|danuta|eduard|edward|elisabeth|emmanuel|halina|galina|hennadz|"
	"gennady|henadz|ihar|igor|iryna|irina|"
	"ivan|jan|joe|donald|katsiaryna|katerina|ekaterina|ksenia|kseniya|larysa|larisa|leanid|leonid|"
	"liudmila|ludmila|lyudmila|"
	"maksim|maxim|marfa|marharyta|margarita|maria|maryia|mariya|maryna|marina|mikalai|mikola|"
	"nikolai|nikolay|mikhail|"
	"mikita|nikita|nasta|anastasia|anastasiya|natallia|natalia|nina|alina|olga|volha|olaf|palina|"
	"polina|pavel|paval|paul|piotr|"
	"peter|raman|roman|ryhor|grigory|siarhei|sergei|sergey|siarhey|sofia|sofya|sviatlana|svetlana|"
	"stsiapan|stepan|tatsiana|tatiana|"
	"tatyana|tsimafei|timofey|uladzimir|vladimir|uladz|ursula|charles|vadzim|vadim|valiantsin|"
	"valentin|valery|valeryia|"
	"valeria|vasil|vasily|vatslau|veranika|veronika|viachaslau|viktar|viktor|victor|viktoryia|"
	"victoria|vital|vitali|vitaly|vitold|"
	"witold|volodymyr|wolfgang|yauhen|evgeny|yevgeny|yuliya|julia|yury|yuri|yahor|egor|zhana|"
	"zianon|stanislau|stanislav|"
	"gitanas|andrius|antony|john|josep|jane|thomas|michael|david|akihiro|angelika|illia|ilya|"
	"kanstantsin|"
	"konstantin|kiryl|kirill|kyrylo|aksana|oksana|aliona|alesia|olesya|vera|viera|tamara|lizaveta|"
	"yana|zoya|ruslan|rustam";

/* Capitalised, and not a name of somebody. */
const char words_not_names[] =
	"belarus*|europe*|union|united|states|human|rights|centre|center|committee|council|"
	"parliament|ministry|nobel|sakharov|prize|award|forum|democratic|republic|international|"
	"foundation|fund|commission|nations|"
	"democracy|helsinki|amnesty|watch|criminal|code|day|house|international|office|press|"
	"university|high|association|"
	"journalists|group|party|the|we|in|on|as|at|for|from|by|and|of|among|dear|open|letter|subject|"
	"re|copy|to|cc|"
	"sincerely|yours|respectfully|kind|best|regards|we|our|their|his|her|its|it|this|that|these|"
	"those|there|they|he|she|"
	"who|what|when|while|since|after|before|release|free|include|invite|issue|take|today|now|only|"
	"all|many|some|more|most|"
	"according|colony|prison|street|independence|freedom|eu|usa|uk|us|un|osce|ngo|ngos|nato|"
	"foreign|affairs|security|"
	"world|radio|liberty|free|new|old|north|south|east|west|northern|southern|eastern|western|"
	"central|great|"
	"support|please|let|with|without|thank|thanks|former|first|second|third|one|two|three|four|"
	"five|no|not|but|"
	"if|so|such|even|because|despite|during|over|under|up|down|out|into|through|between|both|each|"
	"every|any|other|"
	"independent|trade|congress|federation|institute|charter|spring|country|life|law|lawtrend|"
	"viasna|belsat|baj|"
	"havel|vaclav "
	"prize|right|livelihood|peace|charlemagne|homo|homini|memorial|coordination|summit|court|"
	"ministers|"
	"journal|news|daily|times|post|agency|bank|development|national|assembly|congress|olympic|"
	"zapad|covid|"
	"christian|popular|front|civil|liberties|special|rapporteur|general|geneva|vienna|brussels|"
	"paris|london|poland|"
	"lithuania|latvia|ukraine|russia|minsk|brest|hrodna|homel|vitsebsk|mahiliou|warsaw|vilnius|"
	"nicaragua|iran|cuba|"
	"soviet|western|western|black|white|baltic|sea|park|tech|technology|poles|catholic|orthodox|"
	"church|easter|christmas";

const struct state_words state_words[] = {
	{STATE_HELD,
		"in prison|imprisoned|jailed|behind bars|in custody|in jail|detained since|in a penal "
		"colony|in a colony|in the penal colony|incarcerated|in captivity|being held|is held|are "
		"held|remains held|serving|serves|in detention|in a prison|locked up|held incommunicado|in "
		"a punishment cell|languishing|languishes|still held|held in",
		true},
	{STATE_FREE,
		"is a free man|is a free woman|are free men|are free women|freed|released|at liberty|"
		"set free|is free|are free|was free|pardoned|walked free|out of "
		"prison|left prison|regained his freedom|regained her freedom|regained their freedom|let "
		"go|is now free",
		true},
	{STATE_EXILE,
		"in exile|abroad|forced into exile|had to flee|fled the country|fled belarus|left the "
		"country|from exile|into exile|living in exile",
		true},
	{STATE_DEAD, "died|dead|passed away|lost his life|lost her life|perished|death|did not survive|was killed",
		true},
	{STATE_HELD,
		"imprisoned|jailed|political prisoner|political prisoners|prisoner of "
		"conscience|detained|political hostage|list of political prisoners|prisoners of "
		"conscience|political hostages|prisoners|prisoner",
		false},
	{STATE_FREE,
		"former political prisoner|former political prisoners|former prisoner|freed political "
		"prisoner|released political prisoner|ex political prisoner|former prisoners",
		false},
	{STATE_EXILE, "exiled|exiled leader|exiled opposition leader", false},
	{STATE_NONE, NULL, false},
};

const struct honour_words honour_words[] = {
	{"Nobel", "nobel"},
	{"Sakharov", "sakharov"},
	{"Havel", "havel"},
	{"Right Livelihood", "right livelihood"},
	{"Charlemagne", "charlemagne|karlspreis"},
	{"Bruno Kreisky", "kreisky"},
	{"Homo Homini", "homo homini"},
	{"Human Rights Defender of the Year", "human rights defender of the year|defender of the year"},
	{"Pahonia", "pahonia|order of the pahonia"},
	{"Journalist of the Year", "journalist of the year"},
	{NULL, NULL},
};
