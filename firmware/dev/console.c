/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The formatter, the UART and a lock between them. */
#include "dev/console.h"

#include "arch/panic.h"
#include "arch/spinlock.h"
#include "dev/uart.h"
#include "lib/panic.h"
#include "lib/printf.h"

static struct spinlock console_lock = SPINLOCK_INIT(CONSOLE);

static void put(void *ctx, char c)
{
    (void)ctx;
    uart_put(c);
}

static void print_locked(const char *format, va_list args)
{
    spin_lock(&console_lock);
    printf_format(put, NULL, format, args);
    spin_unlock(&console_lock);
}

void console_print(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    print_locked(format, args);
    va_end(args);
}

void pr_warn(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    print_locked(fmt, args);
    va_end(args);
    console_print("\n");
    panic_print_where();
}

void console_raw(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    console_raw_v(format, args);
    va_end(args);
}

void console_raw_v(const char *format, va_list args)
{
    printf_format(put, NULL, format, args);
}
