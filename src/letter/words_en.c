/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* English: the words that tie a phrase to a figure of the register. Data; words.h tells how
 * patterns are written. */
#include "letter/reading.h"

#define PRISONERS                                                                                  \
	"political prisoner|political prisoners|prisoners of conscience|political hostages|political " \
	"detainees"
#define PEOPLE                                                                                     \
	"people|persons|individuals|citizens|belarusians|belarusian citizens|names|men and "           \
	"women|compatriots|fellow citizens|inmates|prisoners|hostages"
#define JAILED                                                                                     \
	"imprison*|jail*|political prisoner*|incarcerat*|behind bars|in prison|in prisons|"           \
	"in custody|in jail|in "                                                                       \
	"jails|in the hands of|hostage|hostages|captivity|captive|held|in colonies|locked up|"         \
	"detention|prisons|prison|deprived of*|in cells|serving"
#define RECOGNISED                                                                                 \
	"recognised|recognized|recognise|recognize|designated|declared political|acknowledged "        \
	"as|granted the status|given the status|recognition"
#define CONVICTED "convict*|sentenced|found guilty|condemned|verdict*|guilty verdicts|sentences"
#define DETAINED "detain*|arrest*|detention*|rounded up|seized|taken into custody"
#define NOT_NOW                                                                                    \
	"pardoned|died|dead|deaths|former|recognised|recognized|convicted|women|freed|released|set "   \
	"free|let go|walked free|left prison"
#define NGO                                                                                        \
	"ngo|ngos|non governmental organi*|nongovernmental organi*|nonprofit*|non profit*|civil "      \
	"society organi*|civic organi*|public associations|public organi*|associations|civil society " \
	"groups|cso|csos|non commercial organi*|organisations|organizations|charities and "            \
	"associations|civil society institutions|npos|public associations and foundations|civic "      \
	"groups|independent organi*|human rights organi*|civil society associations|registered "       \
	"organi*|citizens organi*|foundations and associations|community organi*"
#define SHUT                                                                                       \
	"liquidat*|dissol*|shut|shuttered|close|closed|closing|disband*|abolish*|struck off|wound "    \
	"up|stripped of|wiped out|eliminated|forced out of existence|ceased to "                       \
	"exist|destroyed|deregistered|de registered|dismantled|suppressed|lost"
#define WORKED                                                                                     \
	"journalists|media workers|media professionals|reporters|media people|press workers|media "    \
	"staff|media employees|journalists and media workers|editors|members of the press|bloggers "   \
	"and journalists|journalists and bloggers"

const struct figure_words figure_words[] = {
	/* heads first where the noun itself decides */
	{"print_media_shut_since_2020", SCOPE_TOTAL,
		"print media*|printed media*|newspapers|print outlets|print newspapers|independent "
		"newspapers|print titles|printed newspapers|newspapers and magazines|printed "
		"publications|print publications",
		SHUT "|print", NULL, NULL, NULL},
	{"political_prisoners_died_in_year", SCOPE_YEAR, "political prisoners|prisoners|people|deaths",
		"died|deaths|lost their lives|perished|dead|death|did not survive", NULL,
		"coronavirus|protests", NULL},
	{"political_prisoners_died_in_custody_since_2020", SCOPE_TOTAL,
		"political prisoners|prisoners|people|deaths|persons|men|lives|of "
		"them|inmates|victims|detainees|have",
		"died|deaths|lost their lives|perished|dead|death|did not survive|killed in prison|lost in "
		"prison|lives lost",
		NULL, "coronavirus", NULL},
	{"at_special_risk", SCOPE_STOCK,
		"people|persons|prisoners|political*|of them|of these|are*|were*|others|inmates|in",
		"special risk|particular risk|risk group|high risk|at risk|at special|risk groups|in poor "
		"health|vulnerable",
		NULL, NULL, NULL},
	{"moved_to_prison_regime", SCOPE_TOTAL, NULL,
		"prison regime|covered prison*|cell type prison*|closed prison*|high security "
		"prison*|prison type regime|stricter regime|cell regime|strict prison*|from colonies to "
		"prison*|from a colony to a prison|transferred to prison|moved to prison|harsher "
		"regime|prison conditions",
		"moved|transferred|transfer|sent|switched|toughened|put|tightened", NULL, NULL},
	{"sent_to_open_type_institutions", SCOPE_TOTAL, NULL,
		"open type|open institutions|open regime|chemistry|khimiya|restriction of freedom in", NULL,
		NULL, NULL},
	{"administrative_rulings_in_year", SCOPE_YEAR, NULL,
		"administrative rulings|administrative cases|administrative penalties|administrative "
		"trials|administrative convictions|administrative proceedings|administrative "
		"sentences|administrative decisions|administrative prosecution*|administrative "
		"court|administrative offences|administrative punishment*|administrative "
		"judgments|administrative|court rulings",
		NULL, "criminal", NULL},
	{"released_full_term_in_month", SCOPE_MONTH, NULL,
		"full term*|served their terms|served their full*|completed their sentence*|end of their "
		"term*|serving their full*|full sentences|expiry of their|served in full|after serving",
		NULL, NULL, NULL},
	{"pardoned_in_year", SCOPE_YEAR, NULL, "pardon|pardons|pardoned|clemency", NULL, "amnest*",
		NULL},
	{"pardoned_since_2020", SCOPE_TOTAL, NULL, "pardon|pardons|pardoned|clemency", NULL, NULL,
		NULL},
	{"formerly_recognised_now_at_liberty", SCOPE_TOTAL, NULL,
		"former political prisoner*|now at liberty|formerly recogni*|ex prisoners|ex "
		"political|already been released|are now free|former prisoners|already at liberty|are at "
		"liberty|free again|have left prison|regained their freedom|have been freed already|back at "
		"liberty|no longer behind bars|since left prison|have since been freed|already served|has "
		"since regained|since regained",
		NULL, NULL, NULL},
	{"released_in_year", SCOPE_YEAR, NULL,
		"released|freed|set free|left prison|walked free|regained*|let out|let go", NULL, NULL,
		NULL},
	/* the groups */
	{"media_workers_imprisoned", SCOPE_STOCK,
		WORKED
		"|independent journalists|belarusian journalists|media representatives|representatives of "
		"the media|media figures|jailed journalists|imprisoned journalists",
		JAILED "|jailed", NULL, "released|freed|fled|exile|lost their jobs|arrests", NULL},
	{"trade_unionists_imprisoned", SCOPE_STOCK,
		"trade unionists|trade union*|union leaders|union activists|unionists|leaders and "
		"activists of*|independent trade union*|labour activists|union members|leaders and members "
		"of the*|union organi*",
		JAILED, NULL, "released|freed", NULL},
	{"lawyers_imprisoned", SCOPE_STOCK, "lawyers|attorneys|defence lawyers|advocates|barristers",
		JAILED, NULL, "released|freed|disbarred|licen*", NULL},
	{"doctors_imprisoned", SCOPE_STOCK,
		"doctors|medics|physicians|medical workers|health workers|medical doctors|medical "
		"professionals|surgeons",
		JAILED, NULL, "released|freed|dismissed|fired", NULL},
	{"human_rights_defenders_imprisoned", SCOPE_STOCK,
		"human rights defenders|rights defenders|human rights activists|rights activists|human "
		"rights workers|defenders of human rights",
		JAILED, NULL, "released|freed", NULL},
	{"cultural_figures_imprisoned", SCOPE_STOCK,
		"cultural figures|cultural workers|artists|people of culture|writers|artists and*|cultural "
		"and*|figures of culture|representatives of culture|musicians|workers of culture|cultural "
		"professionals|representatives of the cultural*|creative people",
		JAILED, NULL, "released|freed|dismissed", NULL},
	{"political_prisoners_current_women", SCOPE_STOCK,
		"women|of them women|of them were women|of them are women|female*|are women|were women|of whom "
		"women|of whom are women|of them are women|of "
		"those are women|of whom were women|women political*|were female|of the prisoners are "
		"women|of these are women|mothers sisters",
		NULL,
		"political prisoner*|politic*|prisoner*|behind bars|imprison*|list|recognised|recognized",
		"convict*|ever|since 2020|since may "
		"2020|detained|sentenced|fined|died|released|freed|pardoned|former",
		NULL},
	{NULL, SCOPE_STOCK,
		"women|of them women|female*|are women|men|of them men|foreigners|young "
		"people|pensioners|minors|teenagers|children",
		NULL, NULL, NULL, NULL},
	/* running totals and periods */
	{"recognised_in_month", SCOPE_MONTH,
		PRISONERS "|" PEOPLE "|more*|further*|new*", "added", "list|lists", "currently|remain", NULL},
	{"recognised_in_month", SCOPE_MONTH,
		PRISONERS
		"|people|persons|new*|individuals|more*|further*|names|belarusians|citizens|prisoners",
		RECOGNISED
		"|added to the list|new political prisoner*|added to*|joined the list|new names|list grew",
		NULL, "pardoned|convicted|currently|remain|since 2020|since may 2020", NULL},
	{"repression_cases_in_month", SCOPE_MONTH, NULL,
		"cases of repression|acts of repression|incidents of repression|instances of "
		"repression|instances of persecution|cases of persecution|repressive "
		"acts|repression*|facts of repression|acts of persecution",
		NULL, NULL, NULL},
	{"repressed_in_year", SCOPE_YEAR, NULL,
		"repressed|repression*|subjected to repression|persecut*|repressive|faced "
		"repression|suffered repression|targeted",
		NULL, "convict*|administrative*|pardon*", NULL},
	{"repression_cases_since_2020", SCOPE_TOTAL, NULL,
		"repression*|repressed|persecution|persecuted|repressive|searches and|searches "
		"interrogations",
		NULL, "convict*|imprison*|list|liquidat*|pardon*", NULL},
	{"convicted_in_month", SCOPE_MONTH, NULL, CONVICTED, NULL,
		"recognised|recognized|liquidat*|administrative*|serving", NULL},
	{"convicted_in_year", SCOPE_YEAR, NULL, CONVICTED, NULL,
		"recognised|recognized|liquidat*|administrative*|serving", NULL},
	{"convicted_political_criminal_cases_since_2020", SCOPE_TOTAL, NULL,
		CONVICTED "|criminal cases|criminal record*|politically motivated trials|criminal trials",
		NULL, "liquidat*|administrative*|dissol*|are behind bars|in absentia|serving", NULL},
	{"detained_in_year", SCOPE_YEAR, NULL, DETAINED, NULL, "recognised|recognized|convict*", NULL},
	{"detained_since_2020_election", SCOPE_TOTAL, NULL, DETAINED,
		"since the election*|since election*|since the presidential election*|after the "
		"election*|since polling day|since the vote|after the presidential election*|after the "
		"vote|since the disputed*|following the election*|following the presidential "
		"election*|post election*|since the august*|in the weeks after*|in the months after*|after "
		"the disputed*",
		"convict*", NULL},
	{"detained_since_2020", SCOPE_TOTAL, NULL,
		"detain*|arrested|arrests|detentions|rounded up|seized|arbitrar*|taken into custody|passed "
		"through",
		NULL, "convict*|recognised|recognized|list", NULL},
	{"ngos_liquidated_by_force_since_2020", SCOPE_TOTAL, NGO,
		"by force|forcibly|forced liquidat*|force liquidat*|by court*|by the courts|by court "
		"order|against their will|compulsor*",
		NULL, NULL, NULL},
	{"ngos_self_liquidated_since_2020", SCOPE_TOTAL, NGO,
		"self liquidat*|dissolved themselves|themselves|by their own decision|of their own "
		"accord|voluntar*|chose to close|decided to close|own will",
		NULL, NULL, NULL},
	{"ngos_liquidated_since_2020", SCOPE_TOTAL, NGO, SHUT, NULL, "opened|created", NULL},
	{"political_prisoners_ever_recognised_since_2020", SCOPE_TOTAL, NULL,
		RECOGNISED "|had the status of*|have become political prisoner*|passed through the status|ever been|in total "
				   "have been political|have been political prisoners",
		"since|altogether|ever|in total|overall|all told|have been|has recogni*|had recogni*|have "
		"recogni*|over the years|at one time or another|from 2020|had been|past|so far|has "
		"ever|at some time|at some point|at one point|over*",
		"currently|remain|convict*|remained|today|still", NULL},
	{"detained_since_2020", SCOPE_TOTAL, PEOPLE "|of our*|ordinary*|innocent*",
		"have been imprison*|were imprison*|been jailed|were jailed|been incarcerat*|were "
		"incarcerat*|been put behind*|were put behind*|thrown into prison|thrown in prison|been "
		"thrown*|were thrown*|have gone through prison*|passed through prison*|gone "
		"through*|imprisoned for political*|been through prison*|been locked up|spent time "
		"behind*|have known prison*|been sent to prison|were sent to prison",
		"since*|past three*|past two*|past four*|past five*|last three*|last two*|last four*|last "
		"five*|past years|over the years|three years|since 2020|two years|four years|five years",
		"convict*|currently|now|list",
		"the figure counts arrests; not everyone arrested was imprisoned"},
	/* the stock */
	{"political_prisoners_current", SCOPE_STOCK,
		PRISONERS "|recognised political*|recognized political*|innocent political*|officially "
				  "recogni*|belarusian political*|people recogni*|persons recogni*|people are "
				  "recogni*|people were recogni*|people are currently recogni*",
		NULL, NULL,
		NOT_NOW
		"|since 2020|since may 2020|altogether|ever|in all since|overall|on the wall|cards|letters",
		NULL},
	{"political_prisoners_current", SCOPE_STOCK,
		"recognised political*|recognized political*|political prisoners|people recogni*|persons "
		"recogni*|people were recogni*|people are recogni*|people are currently recogni*",
		"currently|remain|remained|still|today|now|are behind bars|were behind bars|held", NULL,
		"pardoned|died|former|since 2020|women|released|freed", NULL},
	{"political_prisoners_current", SCOPE_STOCK, PEOPLE "|of our*|innocent*",
		"political prisoner*|political prisoners|for political reasons|on political "
		"grounds|politically motivated charges|political charges|on the list|prisoners of "
		"conscience|for their beliefs|for their views|political motives|politically motivated "
		"grounds|its list|whom it considers political*|of political*|list of*",
		NULL, NOT_NOW "|sentenced|detained|arrested|fined|pardoned|since 2020|in exile|fled|died",
		NULL},
	{"political_prisoners_current", SCOPE_STOCK,
		"remain*|are still*|still*|were still*|on the list|on its list|others|more remain*",
		"behind bars|in prison|imprisoned|in custody|list|political prisoner*", NULL,
		"convict*|pardoned|died|sentenced|journalists|women", NULL},
	{0},
};

const struct sum_words sum_words[] = {
	{"convicted_political_criminal_cases_since_2020", "convicted_in_year", 2020},
	{NULL, NULL, 0},
};

const char words_counted[] =
	"homes|flats|apartments|households|people|persons|citizens|belarusians|men|women|children|"
	"minors|teenagers|students|"
	"teachers|lecturers|professors|scientists|academics|doctors|medics|nurses|workers|employees|"
	"miners|athletes|"
	"sportsmen|musicians|artists|writers|poets|priests|clergy|clergymen|pastors|believers|lawyers|"
	"attorneys|judges|"
	"prosecutors|officials|deputies|activists|volunteers|bloggers|journalists|reporters|editors|"
	"media*|outlets|"
	"newspapers|websites|sites|channels|chats|books|publishers|publications|organi*|ngos|"
	"associations|foundations|"
	"parties|unions|trade|political|prisoners|detainees|hostages|protesters|demonstrators|refugees|"
	"exiles|emigrants|"
	"families|relatives|pensioners|foreigners|foreign|schools|universities|churches|companies|"
	"businesses|firms|"
	"searches|raids|trials|verdicts|sentences|cases|fines|articles|materials|accounts|individuals|"
	"members|"
	"entrepreneurs|soldiers|officers|police|partisans|railway|human|cultural|female|disabled|"
	"elderly|young|criminal|"
	"independent|belarusian|civil|civic|local|regional|religious|private|language|new|ukrainian|"
	"polish|lithuanian|"
	"russian|german|cuban|venezuelan|opposition|convictions|detentions|arrests|deaths|print|"
	"inmates|convicts|"
	"dissidents|opponents|of them|of whom|of these|of "
	"those|further|more|other|others|had|have|were|are";

const char words_deeds[] =
	"broke into|broken into|ransack*|detain*|arrest*|imprison*|jail*|convict*|sentenc*|fined|"
	"fine|banned|ban|block*|shut|closed|"
	"liquidat*|dissol*|tortur*|beaten|killed|died|fled|left|exile*|emigrat*|dismiss*|fired|expel*|"
	"strip*|"
	"search*|raid*|repress*|persecut*|prosecut*|recogni*|declar*|labelled|listed|list|releas*|"
	"freed|pardon*|"
	"behind bars|in prison|in "
	"custody|held|disappear*|deport*|forced|wanted|confiscat*|deprived|disbarred|lost|"
	"suspended|cancel*|extremist|terrorist|silenced|targeted|outlawed|abducted|stopped|punish*|"
	"remain*|ill|disab*|"
	"charged|interrogated|intimidated|harassed|injured|wounded|tried|trial|trials|serving|hostage*|"
	"leave|blacklist*";

const char words_some[] =
	"elderly|sick|ill|foreign|disabled|underage|minor|pregnant|teenage|retired|older|younger|aged|"
	"suffer*|need|require*|face|hold|belong|come|went|lack*|refus*|declar*|began|wrote|signed|report*|"
	"complain*";
const char words_narrower[] =
	"older than|younger than|aged|over the age|under the age|with disabilities|with children|with "
	"serious|with chronic|of foreign|of other|from other|in solitary|in punishment|in poor|in "
	"isolation|in hospital|in danger|in need|in a critical|in critical|incommunicado|seriously|"
	"children|health|disab*|cancer|been tortured|been denied|no contact|citizenship";
const char words_whole[] =
	"in|behind|held|being|kept|imprisoned|jailed|on|left|listed|recogni*|known|counted|languishing|"
	"serving|locked|incarcerated|detained|named|deprived|at|by|among|today|and|but|there|here|"
	"political|prisoners|suffering|wrongfully|unjustly|arbitrarily|registered|confined|hostages|"
	"under|isolated|to|enough|one|too|released|freed|pardoned|waiting|victims";
const char words_adverbs[] = "still|now|currently|already|also|presently|at present|all|today|then|actually";
const char words_groups[] =
	"journalist*|trade union*|teacher*|doctor*|medic*|musician*|worker*|student*|lawyer*|artist*|"
	"writer*|activist*|volunteer*|priest*|scientist*|academic*|blogger*|athlete*|entrepreneur*|"
	"engineer*|pensioner*|"
	"human "
	"rights*|politician*|elderly|disabled|women|teenager*|nurse*|professor*|poet*|clergy*|media*|"
	"union*|minor*|"
	"defender*|attorney*|actor*|lecturer*|programmer*|businesspeople|entrepreneurs";

const struct body_words body_words[] = {
	{"viasna", "viasna|viasna's|spring 96|spring96|vesna"},
	{"hrw", "human rights watch|hrw"},
	{"baj", "baj|belarusian association of journalists|association of journalists"},
	{"lawtrend", "lawtrend"},
	{"amnesty", "amnesty international"},
	{"charter97", "charter 97|charter97"},
	{"stranafund", "country for life|country to live in|strana dlya zhizni"},
	{"country_for_life", "country for life"},
	{"belsat", "belsat"},
	{NULL, NULL},
};

const char words_release[] =
	"came out|come out|handed over|more go|people go|prisoners go|others go|them go|"
	"releas*|freed|free|set free|let go|let out|liberat*|"
	"walked free|walked out|flown out|"
	"put on a plane|put on an aeroplane|put on an airplane|expel*|banish*";
const char words_pardon[] = "pardon*|amnest*|clemency";
const char words_because[] =
	"because of|because|thanks to|as a result of|due to|owing to|by virtue of|"
	"under pressure from|a consequence of|result of|results of|credit for|brought about "
	"by|achieved by|achieved through";
const char words_exchange[] =
	"in exchange for|in return for|exchange for|traded for|trading|swapped for|bargain*|"
	"as a bargaining|barter*|for concessions|bought with|price of|sold for|paid for with|traded";
const char words_sentenced[] =
	"to serve|must serve|has to serve|sentenced|sentence|sentences|convicted|condemned|"
	"found guilty|jailed for|imprisoned for|"
	"given|got|received|gets|receives|serving|serves|term of|term is|verdict|handed";
const char words_speech[] =
	"said|says|say|wrote|writes|added|adds|explained|explains|told|tells|stated|states|noted|notes|"
	"commented|comments|stressed|stresses|recalled|recalls";
const char words_header[] = "from|to|cc|by|contact|author|attn|for";
const char words_told[] =
	"born|arrested|detained|sentenced|convicted|released|freed|pardoned|died|held|imprisoned|serving";
const char words_aside[] = "who|whose|arrested|detained|sentenced|convicted|born|aged|the|a|founder|chair";
const char words_tried[] = "sentenced|convicted|condemned|found guilty";
const char words_occasions[] =
	"presidential|election|elections|parliamentary|vote|protest|protests|summit|uprising|resolution|"
	"resolutions|campaign|crackdown";
const char words_denied[] = "not|nor|never|isn't|neither|aren't|hardly";
const char words_supposed[] = "if|suppose|supposing|imagine|assume|assuming|as if|unless|let us say";
const char words_would[] = "would|were to|could be|might be";
const char words_keeps[] = "holds|hold|held|keeps|has|jails|jailed|imprisons|imprisoned";
const char words_arrested[] = "taken away|detained|arrested|taken into custody|seized|taken prisoner|abducted";
const char words_ease[] =
	"sanction*|loan*|credit*|concession*|restriction*|easing|eased|relief|recognition|potash|"
	"belavia|diplomatic|delist*";
const char words_close[] =
	"clos*|shut*|block*|seal*|suspend*|halt*|stop*|restrict*|barred|bars|bar|limit*";
const char words_border[] =
	"border|borders|border crossing*|crossing|crossings|checkpoint*|freight|cargo|trucks|lorries|"
	"rail traffic|trains|hauliers|goods traffic";
const char words_modal[] =
	"must|should|would|could|might|will|shall|if|unless|urge|ask|call on|call upon|demand|"
	"request|appeal|propose|need to|needs to|ought|let us|we want|consider|ready "
	"to|threaten*|plan*|whether|before|until|fear*|hope*|"
	"never|cannot|not yet|please|insist*|expect*";
