/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/wrap.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"

#define COMMAND_MOST 60 /* a longer one is words like any others */

int terminal_columns(FILE *out)
{
	struct winsize size;
	if (!isatty(fileno(out))) {
		return 0;
	}
	if (ioctl(fileno(out), TIOCGWINSZ, &size) != 0 || size.ws_col < 40) {
		return 80;
	}
	return size.ws_col < 120 ? size.ws_col : 120;
}

static size_t word_length(const char *text)
{
	const char *end = strncmp(text, "\"volya ", strlen("\"volya ")) == 0 ? strpbrk(text + 1, "\"\n") : NULL;
	if (end && *end == '"' && end - text < COMMAND_MOST) {
		return (size_t)(end - text) + strcspn(end, " \n");
	}
	return strcspn(text, " \n");
}

void print_wrapped(FILE *out, int width, int indent, int column, const char *text)
{
	while (*text) {
		size_t n = word_length(text);
		int letters = (int)utf8_length((struct str){text, n});
		if (column > indent && column + 1 + letters > width) {
			fprintf(out, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			fputc(' ', out);
			column++;
		}
		fwrite(text, 1, n, out);
		column += letters;
		text += n + (text[n] != '\0');
	}
	fputc('\n', out);
}

const char *count_word(uint64_t n, const char *one, const char *many)
{
	return n == 1 ? one : many;
}
