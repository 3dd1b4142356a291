/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * The image to run: the one named, or the one that came with mmulator, beside
 * the binary in the build tree or under share/ when installed. 0, or an exit
 * code with the error logged; the caller frees *ret.
 */
int firmware_path(const char *named, char **ret);
