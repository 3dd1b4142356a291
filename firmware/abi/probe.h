/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probe: one page of 32-bit registers through which a guest tells
 * mmulator where it is in its work. A guest finds it in the device tree
 * (PROBE_COMPATIBLE) and works without it when it is absent.
 *
 * Every register is written with one store. A 64-bit register takes one 64-bit
 * store, or two 32-bit ones, low half first; it commits on its high half.
 * The storing instruction itself is not counted: no instruction, no cycle, no
 * TLB access.
 */
#pragma once

#define PROBE_BASE 0x0c000000
#define PROBE_SIZE 0x1000
#define PROBE_COMPATIBLE "mmulator,probe"

/* Read-only: PROBE_MAGIC, and the version of this interface. */
#define PROBE_REG_ID 0x00
#define PROBE_REG_VERSION 0x04
#define PROBE_MAGIC 0x4c554d4d /* "MMUL", little endian */
#define PROBE_VERSION 1

/* 32 bits: the index of the site (program.h) of the op that begins here. */
#define PROBE_REG_OP_BEGIN 0x10
/* 32 bits: index of the phase that begins or ends. One core writes it. */
#define PROBE_REG_PHASE_BEGIN 0x14
#define PROBE_REG_PHASE_END 0x18
/*
 * 32 bits: ends the run. 0 = the program ran to its end; 1 = the program is
 * malformed or cannot be run; 2 = panic; 3 = the firmware was not built with the
 * allocator that the program asks for. The message, if any, went to the UART.
 */
#define PROBE_REG_EXIT 0x1c
#define PROBE_EXIT_OK 0
#define PROBE_EXIT_PROGRAM 1
#define PROBE_EXIT_PANIC 2
#define PROBE_EXIT_LACKING 3

/*
 * 32 bits: this core begins a round of interrupts that asks others for TLB
 * invalidations; the value is how many. 0: all of them have acknowledged.
 */
#define PROBE_REG_SHOOTDOWN 0x34
/*
 * 32 bits: this core begins to wait for a lock that others hold, and has taken
 * one; the value is its place in locks.def.
 */
#define PROBE_REG_LOCK_WAIT 0x38
#define PROBE_REG_LOCK 0x3c

/* 64 bits: the op of this core ends; the value is its result. */
#define PROBE_REG_OP_END 0x20
/*
 * The op of this core ends and its expectation did not hold. ACTUAL (64 bits)
 * is written first: the value found, or the fault address; MISMATCH (32 bits)
 * then commits: 0 = no fault was taken, otherwise ESR_EL1 of the fault taken.
 */
#define PROBE_REG_ACTUAL 0x28
#define PROBE_REG_MISMATCH 0x30

/*
 * After the last op, before EXIT. A store to REPORT (32 bits, any value) says
 * that the work is done: nothing from here on is counted or traced. Then one
 * LEAK_BYTES (64 bits) and LEAK_SITE (32 bits, which commits) for each area
 * that was allocated and never freed: the size as it was asked for, and the
 * site of the op that did. WANTED (32 bits, read-only) says what else the host
 * would like to have; TEXT (64 bits) takes it, eight characters to a store in
 * the order of their addresses, the last store padded with NUL.
 */
#define PROBE_REG_REPORT 0x40
#define PROBE_REG_WANTED 0x44
#define PROBE_WANTED_VMALLOCINFO 0x1
#define PROBE_REG_LEAK_BYTES 0x48
#define PROBE_REG_LEAK_SITE 0x50
#define PROBE_REG_TEXT 0x58
