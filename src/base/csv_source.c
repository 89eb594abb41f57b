/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading the bytes of a CSV: encoding, line ends and line numbers. */
#include "base/csv_source.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum encoding {
	UNDECIDED, /* only ASCII so far */
	UTF_8,
	WINDOWS_1251,
};

struct csv_source {
	char *name;
	int fd;               /* -1 when the bytes are in memory */
	struct str bytes;     /* what is left of them */
	uint64_t done, total; /* bytes of the input; total is 0 for a pipe */
	bool ended;
	enum encoding encoding;
	iconv_t converter;
	struct buf text; /* UTF-8, of which the first `at` bytes are given out */
	size_t at;
	unsigned line;       /* of the piece given out last */
	unsigned next_line;  /* of the one to come */
	char chunk[CSV_CHUNK];
};

/* Windows-1251 letters take two bytes of UTF-8, some of its marks three. */
#define TEXT_LIMIT (CSV_CHUNK * 8)

/* Reads into chunk, as much as there is; fewer bytes than asked only at the end. */
static enum rc read_chunk(struct csv_source *s, size_t *ret_n, struct fault *f)
{
	size_t n = 0;

	if (s->fd < 0) {
		n = s->bytes.n < CSV_CHUNK ? s->bytes.n : CSV_CHUNK;
		if (n != 0) {
			memcpy(s->chunk, s->bytes.p, n);
		}
		s->bytes = str_sub(s->bytes, n, s->bytes.n);
	}
	while (s->fd >= 0 && n < CSV_CHUNK) {
		ssize_t got = read(s->fd, s->chunk + n, CSV_CHUNK - n);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			fault_errno(f, RC_IO, "cannot read");
			fault_where(f, s->name, 0, 0);
			return RC_IO;
		}
		if (got == 0) {
			break;
		}
		n += (size_t)got;
	}
	s->done += n;
	s->ended = n < CSV_CHUNK;
	*ret_n = n;
	return RC_OK;
}

static enum rc refuse(struct csv_source *s, const char *bytes, size_t before, struct fault *f,
	const char *why)
{
	unsigned line = s->next_line;

	for (size_t i = 0; i < before; i++) {
		line += bytes[i] == '\n';
	}
	fault_set(f, RC_INVALID, "%s", why);
	fault_hint(f, "save the table as \"CSV UTF-8\"");
	fault_where(f, s->name, line, 0);
	return RC_INVALID;
}

/* What speaks for UTF-8 and what against it, in a stretch of bytes. */
struct signs {
	size_t usual;   /* sequences that are a letter or mark of the languages we meet */
	size_t misfits; /* bytes that are no UTF-8 */
	bool word;      /* three usual ones stand in a row */
	size_t word_at; /* where the third ends */
};

static bool is_usual(int32_t c)
{
	return (c >= 0xC0 && c <= 0x17F) || (c >= 0x400 && c <= 0x45F) || c == 0x490 || c == 0x491 ||
		(c >= 0x2010 && c <= 0x203A);
}

/* A lead byte with nothing but continuations behind it, which the end of the chunk may have cut. */
static bool may_be_cut(struct str s)
{
	for (size_t i = 1; i < s.n; i++) {
		if (((unsigned char)s.p[i] & 0xC0) != 0x80) {
			return false;
		}
	}
	return s.n > 0 && s.n < 4 && (unsigned char)s.p[0] >= 0xC2;
}

static struct signs count_signs(struct str s)
{
	struct signs signs = {0};
	size_t run = 0;

	for (size_t at = 0; at < s.n;) {
		size_t start = at;
		int32_t c = utf8_next(s, &at);
		signs.misfits += c < 0 && !may_be_cut(str_sub(s, start, s.n));
		signs.usual += is_usual(c);
		run = is_usual(c) ? run + 1 : 0;
		if (run == 3 && !signs.word) {
			signs.word = true;
			signs.word_at = at;
		}
	}
	return signs;
}

/*
 * Windows-1251 text has a pair of bytes here and there that is a letter of UTF-8 by chance ("Рі", "Ді"),
 * but not three such in a row, and far more bytes that fit nowhere. What lies between the two
 * is UTF-8 with bad bytes in it, to be refused where they stand.
 */
static bool is_windows_1251(struct signs signs)
{
	return signs.misfits > 0 && !signs.word && signs.usual * 4 <= signs.misfits;
}

static bool is_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		if ((unsigned char)s.p[i] >= 0x80) {
			return false;
		}
	}
	return true;
}

/* An encoding is settled by the first chunk that holds more than ASCII. */
static void settle_encoding(struct csv_source *s, struct str chunk)
{
	if (s->encoding == UNDECIDED && !is_ascii(chunk)) {
		s->encoding = is_windows_1251(count_signs(chunk)) ? WINDOWS_1251 : UTF_8;
	}
}

static enum rc add_windows_1251(struct csv_source *s, struct str chunk, struct fault *f)
{
	char out[CSV_CHUNK];
	char *from = (char *)chunk.p; /* iconv only reads, but says otherwise */
	size_t left = chunk.n;

	struct signs signs = count_signs(chunk);
	if (signs.word) {
		return refuse(s, chunk.p, signs.word_at, f, "the text is UTF-8 here, Windows-1251 above");
	}
	if (s->converter == (iconv_t)-1) {
		s->converter = iconv_open("UTF-8", "WINDOWS-1251");
	}
	if (s->converter == (iconv_t)-1) {
		return fault_errno(f, RC_INTERNAL, "this system cannot read Windows-1251");
	}
	while (left > 0) {
		char *to = out;
		size_t room = sizeof(out);
		size_t n = iconv(s->converter, &from, &left, &to, &room);
		buf_add(&s->text, out, (size_t)(to - out));
		if (n == (size_t)-1 && errno != E2BIG) {
			return refuse(s, chunk.p, (size_t)(from - chunk.p), f,
				"the bytes are neither UTF-8 nor Windows-1251 text");
		}
	}
	return RC_OK;
}

/* Throws away what was given out, and reads one chunk more. */
static enum rc refill(struct csv_source *s, struct fault *f)
{
	size_t n, kept = s->text.n - s->at;

	memmove(s->text.p, s->text.p + s->at, kept);
	s->text.n = kept;
	s->text.p[kept] = '\0';
	s->at = 0;
	enum rc rc = read_chunk(s, &n, f);
	if (rc != RC_OK) {
		return rc;
	}
	const char *nul = memchr(s->chunk, '\0', n);
	if (nul != NULL) {
		return refuse(s, s->chunk, (size_t)(nul - s->chunk), f, "there is a NUL byte in the text");
	}
	struct str chunk = {s->chunk, n};
	settle_encoding(s, chunk);
	if (s->encoding == WINDOWS_1251) {
		return add_windows_1251(s, chunk, f);
	}
	buf_str(&s->text, chunk);
	return RC_OK;
}

/* The byte order mark, before anything else is looked at. */
static enum rc begin(struct csv_source *s, struct fault *f)
{
	size_t n;
	enum rc rc = read_chunk(s, &n, f);

	if (rc != RC_OK) {
		return rc;
	}
	struct str chunk = {s->chunk, n};
	if (str_starts(chunk, "\xFF\xFE") || str_starts(chunk, "\xFE\xFF")) {
		return refuse(s, chunk.p, 0, f, "this is UTF-16 text, which is not read");
	}
	if (str_starts(chunk, "\xEF\xBB\xBF")) {
		s->encoding = UTF_8;
		chunk = str_sub(chunk, 3, n);
	}
	const char *nul = memchr(s->chunk, '\0', n);
	if (nul != NULL) {
		return refuse(s, s->chunk, (size_t)(nul - s->chunk), f, "there is a NUL byte in the text");
	}
	settle_encoding(s, chunk);
	if (s->encoding == WINDOWS_1251) {
		return add_windows_1251(s, chunk, f);
	}
	buf_str(&s->text, chunk);
	return RC_OK;
}

static struct csv_source *source_create(const char *name)
{
	struct csv_source *s = xmalloc(sizeof(*s));
	size_t size = strlen(name) + 1;

	memset(s, 0, offsetof(struct csv_source, chunk));
	s->name = memcpy(xmalloc(size), name, size);
	s->fd = -1;
	s->converter = (iconv_t)-1;
	s->next_line = s->line = 1;
	buf_init(&s->text, TEXT_LIMIT);
	return s;
}

void csv_source_close(struct csv_source *s)
{
	if (s == NULL) {
		return;
	}
	if (s->fd >= 0) {
		close(s->fd);
	}
	if (s->converter != (iconv_t)-1) {
		iconv_close(s->converter);
	}
	buf_finish(&s->text);
	free(s->name);
	free(s);
}

/* Gives the source to the caller when it could begin, and closes it when not. */
static enum rc hand_over(struct csv_source *s, enum rc rc, struct csv_source **ret)
{
	if (rc != RC_OK) {
		csv_source_close(s);
		s = NULL;
	}
	*ret = s;
	return rc;
}

enum rc csv_source_open(const char *path, struct csv_source **ret, struct fault *f)
{
	struct csv_source *s = source_create(path);
	struct stat st;

	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0) {
		enum rc rc = errno == ENOENT ? RC_NOT_FOUND : RC_IO;
		return hand_over(s, fault_errno(f, rc, "cannot open %s", path), ret);
	}
	if (fstat(s->fd, &st) == 0 && S_ISREG(st.st_mode)) {
		s->total = (uint64_t)st.st_size;
	}
	return hand_over(s, begin(s, f), ret);
}

enum rc csv_source_open_bytes(struct str bytes, const char *name, struct csv_source **ret,
	struct fault *f)
{
	struct csv_source *s = source_create(name);

	s->bytes = bytes;
	s->total = bytes.n;
	return hand_over(s, begin(s, f), ret);
}

/* The end of the first line in s, its LF, CRLF or CR included; s.n when there is none. */
static size_t line_end(struct str s)
{
	size_t lf = str_find(s, '\n', 0);
	size_t cr = str_find(str_sub(s, 0, lf), '\r', 0);

	if (cr < lf) {
		return cr + 1 == lf ? lf + 1 : cr + 1;
	}
	return lf < s.n ? lf + 1 : s.n;
}

static bool ends_line(struct str s)
{
	return s.n > 0 && (s.p[s.n - 1] == '\n' || s.p[s.n - 1] == '\r');
}

enum rc csv_source_next(struct csv_source *s, struct str *ret, struct fault *f)
{
	struct str left, piece;

	for (;;) {
		left = str_sub(buf_view(&s->text), s->at, s->text.n);
		piece = str_sub(left, 0, line_end(left));
		/* A piece that reaches the end of the buffer may go on, and a CR there may be a CRLF. */
		bool whole = ends_line(piece) && (piece.n < left.n || piece.p[piece.n - 1] == '\n');
		if (whole || s->ended || piece.n >= CSV_CHUNK) {
			break;
		}
		enum rc rc = refill(s, f);
		if (rc != RC_OK) {
			return rc;
		}
	}
	if (!s->ended && piece.n > 1 && piece.n == left.n && piece.p[piece.n - 1] == '\r') {
		piece.n--;
	}
	s->at += piece.n;
	s->line = s->next_line;
	s->next_line += ends_line(piece);
	*ret = piece;
	return RC_OK;
}

unsigned csv_source_line(const struct csv_source *s)
{
	return s->line;
}

const char *csv_source_name(const struct csv_source *s)
{
	return s->name;
}

void csv_source_position(const struct csv_source *s, uint64_t *ret_done, uint64_t *ret_total)
{
	*ret_done = s->done - (s->text.n - s->at < s->done ? s->text.n - s->at : s->done);
	*ret_total = s->total > s->done ? s->total : s->done;
}

/* How often each delimiter stands outside quotes in the first record that is not blank. */
static void count_delimiters(struct str text, const char *candidates, size_t *counts)
{
	bool quoted = false, cell_begins = true, seen = false;

	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		const char *hit = strchr(candidates, c);
		if (quoted) {
			quoted = c != '"';
		} else if (c == '\n' || c == '\r') {
			if (seen) {
				return;
			}
		} else if (hit != NULL) {
			counts[hit - candidates]++;
			cell_begins = true;
			continue;
		} else if (c == '"' && cell_begins) {
			quoted = true;
		}
		seen = seen || (c != ' ' && c != '\n' && c != '\r');
		cell_begins = cell_begins && c == ' ';
	}
}

char csv_source_delimiter(struct csv_source *s)
{
	static const char candidates[] = ",;\t";
	size_t counts[sizeof(candidates)] = {0};
	size_t best = 0;
	struct str text = str_sub(buf_view(&s->text), s->at, s->text.n);

	/* Excel puts such a line first where the delimiter is not the country's own. */
	if (str_starts(text, "sep=") && text.n >= 6 && strchr("\r\n", text.p[5]) != NULL) {
		s->at += line_end(text);
		s->next_line++;
		return text.p[4];
	}
	count_delimiters(text, candidates, counts);
	for (size_t i = 1; i < sizeof(candidates) - 1; i++) {
		best = counts[i] > counts[best] ? i : best;
	}
	return candidates[best];
}
