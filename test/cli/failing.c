/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes one call of a program fail: preloaded into it (LD_PRELOAD), whoever in the program or its libraries makes it.
 *
 *   FAULT_AT=N        the N-th call from 1 on; 0: none, they are only counted
 *   FAULT_HOW=HOW     an errno number: that error, of a system call; "kill": the process is killed instead of the call;
 *                     "memory": the N-th allocation is refused; "memory-on": that and all after it
 *   FAULT_REPORT=FILE 16 bytes: how many calls were counted, and whether the fault fired
 *
 * System calls are caught by a seccomp filter, so that those that the C library makes for itself count too; the memory
 * of a process is in no file, so allocations are caught by name.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef __x86_64__
#error "the registers of a call are those of x86-64"
#endif

struct report {
	_Atomic uint32_t count, fired, what, unused;
};

static struct report nowhere, *report = &nowhere;
static uint32_t fault_at;
static int fault_errno;
static bool kills, memory, memory_on;

/* Files and folders: what a disk or a signal can make fail. */
static const int calls[] = {SYS_open, SYS_openat, SYS_read, SYS_pread64, SYS_write, SYS_writev, SYS_pwrite64, SYS_fsync,
	SYS_fdatasync, SYS_syncfs, SYS_ftruncate, SYS_fallocate, SYS_rename, SYS_renameat2, SYS_link, SYS_unlink,
	SYS_unlinkat, SYS_mkdir, SYS_rmdir, SYS_close, SYS_fcntl, SYS_getdents64, SYS_fstat, SYS_newfstatat, SYS_lseek,
	SYS_fchmod, SYS_flock, SYS_statfs, SYS_fstatfs};
#define CALLS (sizeof calls / sizeof *calls)

/* The one place from which the filter lets a call through. */
__asm__(".text\n.globl fault_call\n.hidden fault_call\nfault_call:\n"
	"mov %rdi, %rax\nmov %rsi, %rdi\nmov %rdx, %rsi\nmov %rcx, %rdx\nmov %r8, %r10\nmov %r9, %r8\n"
	"mov 8(%rsp), %r9\nsyscall\n"
	".globl fault_call_done\n.hidden fault_call_done\nfault_call_done:\nret\n");
long fault_call(long number, long a, long b, long c, long d, long e, long f);
extern const char fault_call_done[];

static bool is_it(uint32_t what)
{
	uint32_t n = atomic_fetch_add(&report->count, 1) + 1;
	if (fault_at == 0 || n < fault_at || (n > fault_at && !memory_on)) {
		return false;
	}
	atomic_store(&report->what, what);
	atomic_store(&report->fired, 1);
	return true;
}

static void caught(int signal_number, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	int saved = errno;
	(void)signal_number;
	bool now = is_it((uint32_t)info->si_syscall);
	if (now && kills) {
		(void)fault_call(SYS_kill, (long)getpid(), SIGKILL, 0, 0, 0, 0);
	}
	/* A file that could not be closed is closed all the same: close(2). */
	if (!now || info->si_syscall == SYS_close) {
		r[REG_RAX] = fault_call(info->si_syscall, r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8], r[REG_R9]);
	}
	if (now) {
		r[REG_RAX] = -fault_errno;
	}
	errno = saved;
}

static void catch_calls(void)
{
	uint64_t from = (uint64_t)(uintptr_t)fault_call_done;
	struct sock_filter filter[CALLS + 12];
	unsigned short n = 0;
#define LOAD(field, add) \
	(struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field) + (add))
#define UNLESS(value, skip) (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (skip))
#define WHERE(value, skip) (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), (skip), 0)
#define ANSWER(value) (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, (value))
	filter[n++] = LOAD(instruction_pointer, 0);
	filter[n++] = UNLESS((uint32_t)from, 3);
	filter[n++] = LOAD(instruction_pointer, 4);
	filter[n++] = UNLESS((uint32_t)(from >> 32), 1);
	filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
	filter[n++] = LOAD(nr, 0);
	for (size_t i = 0; i < CALLS; i++) {
		filter[n++] = WHERE((uint32_t)calls[i], (unsigned char)(CALLS - i));
	}
	filter[n++] = ANSWER(SECCOMP_RET_ALLOW);
	filter[n++] = ANSWER(SECCOMP_RET_TRAP);
	struct sock_fprog program = {n, filter};
	struct sigaction action = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO | SA_NODEFER};
	if (sigaction(SIGSYS, &action, NULL) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0
		|| prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
		_exit(99);
	}
}

__attribute__((constructor)) static void begin(void)
{
	const char *at = getenv("FAULT_AT"), *how = getenv("FAULT_HOW"), *file = getenv("FAULT_REPORT");
	int fd = file ? open(file, O_RDWR | O_CLOEXEC) : -1;
	void *map = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *report, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (!at || !how || map == MAP_FAILED) {
		_exit(99);
	}
	close(fd);
	report = map;
	fault_at = (uint32_t)strtoul(at, NULL, 10);
	memory_on = strcmp(how, "memory-on") == 0;
	memory = memory_on || strcmp(how, "memory") == 0;
	kills = strcmp(how, "kill") == 0;
	fault_errno = (int)strtol(how, NULL, 10);
	if (!memory) {
		catch_calls();
	}
}

/* ---- allocations ---- */

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static bool refused(void)
{
	if (memory && is_it(0)) {
		errno = ENOMEM;
		return true;
	}
	return false;
}

void *malloc(size_t size)
{
	return refused() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
	return refused() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *p, size_t size)
{
	return refused() ? NULL : __libc_realloc(p, size);
}

void *memalign(size_t alignment, size_t size)
{
	return refused() ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size)
{
	return memalign(alignment, size);
}

int posix_memalign(void **ret, size_t alignment, size_t size)
{
	void *p = memalign(alignment, size);
	if (!p) {
		return ENOMEM;
	}
	*ret = p;
	return 0;
}
