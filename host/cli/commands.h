/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands: each takes its own argc and argv and returns an exit code. */
#pragma once

int cmd_run(int argc, char **argv);
int cmd_boot(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_test(int argc, char **argv);
int cmd_compile(int argc, char **argv);
int cmd_trace(int argc, char **argv);
int cmd_machines(int argc, char **argv);
int cmd_counters(int argc, char **argv);
