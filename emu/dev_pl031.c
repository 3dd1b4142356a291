/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The real time clock; see dev_pl031.h. */
#include "dev_pl031.h"

#include <string.h>

enum {
    RTCDR = 0x000,
    RTCMR = 0x004,
    RTCLR = 0x008,
    RTCCR = 0x00c,
    RTCIMSC = 0x010,
    RTCRIS = 0x014,
    RTCMIS = 0x018,
    RTCICR = 0x01c,
    RTC_ID = 0xfe0, /* PeriphID0 to 3, PCellID0 to 3 */
};

static const uint8_t identification[] = {0x31, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};

static uint32_t now(const struct dev_pl031 *clock, unsigned core)
{
    return (uint32_t)clock->seconds(clock->ctx, core) + clock->offset;
}

/* Whether the match was reached: at most half the counter's range ago. */
static bool is_met(const struct dev_pl031 *clock, unsigned core)
{
    return clock->is_armed && now(clock, core) - clock->match < 1u << 31;
}

static uint64_t read_register(void *ctx, unsigned core, uint64_t offset, unsigned access)
{
    const struct dev_pl031 *clock = ctx;

    (void)access;
    switch (offset) {
    case RTCDR:
        return now(clock, core);
    case RTCMR:
        return clock->match;
    case RTCLR:
        return clock->load;
    case RTCCR:
        return 1; /* it cannot be stopped */
    case RTCIMSC:
        return clock->is_unmasked;
    case RTCRIS:
        return is_met(clock, core);
    case RTCMIS:
        return clock->is_unmasked && is_met(clock, core);
    default:
        return offset >= RTC_ID && offset % 4 == 0 ? identification[(offset - RTC_ID) / 4] : 0;
    }
}

static void write_register(void *ctx, unsigned core, uint64_t offset, unsigned access,
                           uint64_t value)
{
    struct dev_pl031 *clock = ctx;

    (void)access;
    switch (offset) {
    case RTCMR:
        clock->match = (uint32_t)value;
        clock->is_armed = true;
        break;
    case RTCLR:
        clock->load = (uint32_t)value;
        clock->offset += (uint32_t)value - now(clock, core);
        break;
    case RTCIMSC:
        clock->is_unmasked = (value & 1) != 0;
        break;
    case RTCICR:
        clock->is_armed &= !(is_met(clock, core) && (value & 1) != 0);
        break;
    default:
        break;
    }
}

void dev_pl031_init(struct dev_pl031 *clock, uint64_t (*seconds)(void *ctx, unsigned core),
                    void *ctx)
{
    memset(clock, 0, sizeof(*clock));
    clock->seconds = seconds;
    clock->ctx = ctx;
    clock->offset = clock->load = DEV_PL031_START;
}

struct bus_device dev_pl031_device(struct dev_pl031 *clock, pa_t base)
{
    return (struct bus_device){
        .base = base, .size = 0x1000, .read = read_register, .write = write_register, .ctx = clock};
}
