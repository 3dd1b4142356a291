/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The image's own borders, set by link.ld, and its physical entry points. */
#pragma once

/* Code from image_start, constants from image_rodata, data from image_data. */
extern char image_start[], image_rodata[], image_data[], image_end[];
/* The page of the probe's window, dev/probe_mark.h. */
extern char image_window[], image_window_end[];
/* Code that runs at its physical address while the MMU goes on. */
extern char image_identity[], image_identity_end[];
/* Where PSCI starts a core: x0 is the core's number. */
extern char start_secondary[];
