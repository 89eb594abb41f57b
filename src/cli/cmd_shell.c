/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* volya shell: questions at a prompt, with history and completion, over libedit. */
#include <errno.h>
#include <histedit.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

#define ANSWER_MOST ((size_t)256 << 20)
#define HISTORY_MOST 1000

struct shell {
	struct context *c;
	struct reg *reg;
	struct arena *arena; /* of one question */
	bool explain;
	char *history_path;  /* NULL: none is kept */
};

static char *prompt(EditLine *line)
{
	static char text[] = "volya> ";
	(void)line;
	return text;
}

/* The word under the cursor, completed as far as its candidates agree; they are listed when there are several. */
static unsigned char complete(EditLine *line, int ch)
{
	struct shell *s;
	const LineInfo *info = el_line(line);
	(void)ch;
	el_get(line, EL_CLIENTDATA, &s);
	struct str typed = {info->buffer, (size_t)(info->cursor - info->buffer)};
	size_t start = typed.n;
	while (start > 0 && typed.p[start - 1] != ' ') {
		start--;
	}
	struct str word = str_sub(typed, start, typed.n);
	const char *const *words = ask_complete(s->reg, s->arena, str_sub(typed, 0, start));
	const char *first = NULL;
	size_t shared = 0, count = 0;
	for (size_t i = 0; words && words[i]; i++) {
		if (strncmp(words[i], word.p, word.n) != 0) {
			continue;
		}
		if (!first) {
			first = words[i];
			shared = strlen(first);
		}
		size_t n = 0;
		while (n < shared && words[i][n] == first[n]) {
			n++;
		}
		shared = n;
		count++;
	}
	if (!first) {
		return CC_ERROR;
	}
	if (shared > word.n || count == 1) {
		const char *end = count == 1 ? " " : "";
		char *rest = arena_printf(s->arena, "%.*s%s", (int)(shared - word.n), first + word.n, end);
		return el_insertstr(line, rest) == 0 ? CC_REFRESH : CC_ERROR;
	}
	putchar('\n');
	for (size_t i = 0; words[i]; i++) {
		if (strncmp(words[i], word.p, word.n) == 0) {
			printf("%s  ", words[i]);
		}
	}
	putchar('\n');
	return CC_REDISPLAY;
}

/* $XDG_STATE_HOME/volya/history, readable by its owner alone. */
static char *history_file(struct context *c)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	if ((!state || !*state) && (!home || !*home)) {
		return NULL;
	}
	char *folder = state && *state ? arena_printf(c->arena, "%s/volya", state)
		: arena_printf(c->arena, "%s/.local/state/volya", home);
	for (char *p = folder + 1; *p; p++) {
		if (*p == '/') {
			*p = '\0';
			(void)mkdir(folder, 0700);
			*p = '/';
		}
	}
	if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
		return NULL;
	}
	return arena_printf(c->arena, "%s/history", folder);
}

static void answer_question(struct shell *s, struct str question)
{
	struct ask_options o = {.on = DAY_MAX, .published_by = DAY_MAX, .explain = s->explain};
	struct answer answer = {0};
	struct fault fault = {0};
	struct buf out;
	buf_init(&out, ANSWER_MOST);
	enum rc rc = ask_run(s->reg, reg_viewer(s->reg), s->arena, question, &o, &answer, &fault);
	if (rc == RC_OK) {
		rc = answer_text(s->reg, reg_viewer(s->reg), s->arena, &answer, s->c->width, &out, &fault);
	}
	if (rc == RC_OK) {
		fwrite(out.p, 1, out.n, stdout);
	} else {
		if (fault.column) {
			printf("%*s^\n", (int)(strlen("volya> ") + fault.column - 1), "");
		}
		fault_print(stdout, &fault);
	}
	buf_finish(&out);
	arena_reset(s->arena);
}

static void shell_help(void)
{
	puts("Type a question, for example:\n"
		"  count people held on 2023-03-16\n"
		"  figure political_prisoners_current by viasna on 2023-03-16\n"
		"  list women held on 2023-03-16 where article is 342\n"
		"Tab completes, the arrow keys recall. Words with a dot:\n"
		"  .explain   say who was counted and who was left out, on or off\n"
		"  .help      this\n"
		"  .quit      leave (or Ctrl-D)");
}

/* Returns false when the shell is to end. */
static bool take_line(struct shell *s, struct str line)
{
	if (line.n == 0) {
		return true;
	}
	if (str_is(line, ".quit") || str_is(line, ".exit")) {
		return false;
	}
	if (str_is(line, ".help")) {
		shell_help();
	} else if (str_is(line, ".explain")) {
		s->explain = !s->explain;
		printf("Explanations are %s.\n", s->explain ? "on" : "off");
	} else if (line.p[0] == '.') {
		printf("There is no word \"%.*s\"; .help lists them.\n", STR_ARG(line));
	} else {
		answer_question(s, line);
	}
	return true;
}

static void read_lines(struct shell *s, EditLine *line, History *past)
{
	HistEvent event;
	const char *text;
	int n;
	while ((text = el_gets(line, &n)) && n > 0) {
		struct str typed = str_trim((struct str){text, (size_t)n});
		while (typed.n && (typed.p[typed.n - 1] == '\n' || typed.p[typed.n - 1] == '\r')) {
			typed.n--;
		}
		if (typed.n) {
			history(past, &event, H_ENTER, text);
		}
		if (!take_line(s, typed)) {
			return;
		}
		fflush(stdout);
	}
	putchar('\n');
}

static void edit_lines(struct shell *s)
{
	HistEvent event;
	History *past = history_init();
	EditLine *line = el_init("volya", stdin, stdout, stderr);
	history(past, &event, H_SETSIZE, HISTORY_MOST);
	history(past, &event, H_SETUNIQUE, 1);
	el_set(line, EL_PROMPT, prompt);
	el_set(line, EL_EDITOR, "emacs");
	el_set(line, EL_HIST, history, past);
	el_set(line, EL_CLIENTDATA, s);
	el_set(line, EL_ADDFN, "volya-complete", "complete the word", complete);
	el_set(line, EL_BIND, "^I", "volya-complete", NULL);
	if (s->history_path) {
		history(past, &event, H_LOAD, s->history_path);
	}
	read_lines(s, line, past);
	if (s->history_path) {
		mode_t old = umask(077);
		history(past, &event, H_SAVE, s->history_path);
		umask(old);
	}
	el_end(line);
	history_end(past);
}

/* Questions from a pipe: no prompt, no history. */
static void pipe_lines(struct shell *s)
{
	char *text = NULL;
	size_t size = 0;
	ssize_t n;
	while ((n = getline(&text, &size, stdin)) > 0) {
		struct str line = str_trim((struct str){text, (size_t)n});
		while (line.n && (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r')) {
			line.n--;
		}
		if (!take_line(s, line)) {
			break;
		}
	}
	free(text);
}

enum rc cmd_shell(struct context *c, const struct args *args, int *ret_status)
{
	struct shell s = {.c = c};
	(void)ret_status;
	enum rc rc = open_to_read(c, args, &s.reg);
	if (rc != RC_OK) {
		return rc;
	}
	s.arena = arena_create((size_t)2 << 30);
	if (isatty(STDIN_FILENO)) {
		s.history_path = args_given(args, "private") ? NULL : history_file(c);
		printf("Questions to the register of %s. .help explains.\n", reg_organisation(s.reg));
		edit_lines(&s);
	} else {
		pipe_lines(&s);
	}
	arena_destroy(s.arena);
	reg_close(s.reg);
	return RC_OK;
}
