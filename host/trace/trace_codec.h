/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Compression of a trace's blocks: one zstd frame each, with its checksum. */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct trace_codec;

/* NULL when out of memory. */
struct trace_codec *trace_codec_create(void);
void trace_codec_destroy(struct trace_codec *codec);

/* Room that a frame of size bytes may need. */
size_t trace_codec_bound(size_t size);

/* The frame's size; 0 when compression failed. */
size_t trace_codec_compress(struct trace_codec *codec, const void *data, size_t size,
                            void *ret_frame, size_t frame_cap);

/* 0 when the frame holds exactly size bytes and is whole, otherwise -EILSEQ. */
int trace_codec_decompress(struct trace_codec *codec, const void *frame, size_t frame_size,
                           void *ret_data, size_t size);
