/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace_codec.h"

#include <zstd.h>

#include <errno.h>
#include <stdlib.h>

/* The fast end: recording must keep up with the machine, and deltas are small already. */
#define LEVEL 3

struct trace_codec {
    ZSTD_CCtx *compressor;
    ZSTD_DCtx *decompressor;
};

struct trace_codec *trace_codec_create(void)
{
    struct trace_codec *codec = calloc(1, sizeof(*codec));

    if (codec == NULL) {
        return NULL;
    }
    codec->compressor = ZSTD_createCCtx();
    codec->decompressor = ZSTD_createDCtx();
    if (codec->compressor == NULL || codec->decompressor == NULL) {
        trace_codec_destroy(codec);
        return NULL;
    }
    ZSTD_CCtx_setParameter(codec->compressor, ZSTD_c_compressionLevel, LEVEL);
    ZSTD_CCtx_setParameter(codec->compressor, ZSTD_c_checksumFlag, 1);
    return codec;
}

void trace_codec_destroy(struct trace_codec *codec)
{
    if (codec != NULL) {
        ZSTD_freeCCtx(codec->compressor);
        ZSTD_freeDCtx(codec->decompressor);
        free(codec);
    }
}

size_t trace_codec_bound(size_t size)
{
    return ZSTD_compressBound(size);
}

size_t trace_codec_compress(struct trace_codec *codec, const void *data, size_t size,
                            void *ret_frame, size_t frame_cap)
{
    const size_t got = ZSTD_compress2(codec->compressor, ret_frame, frame_cap, data, size);

    return ZSTD_isError(got) ? 0 : got;
}

int trace_codec_decompress(struct trace_codec *codec, const void *frame, size_t frame_size,
                           void *ret_data, size_t size)
{
    const size_t got = ZSTD_decompressDCtx(codec->decompressor, ret_data, size, frame, frame_size);

    return !ZSTD_isError(got) && got == size ? 0 : -EILSEQ;
}
