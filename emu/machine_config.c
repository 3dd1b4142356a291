/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Defaults, and the checks that concern more than one key. */
#include "machine_config.h"

#include "bits.h"

#include <stddef.h>

const char *const repl_policy_names[REPL_POLICY_COUNT] = {
    [REPL_FIFO] = "fifo",
    [REPL_LRU] = "lru",
    [REPL_PLRU] = "plru",
    [REPL_RANDOM] = "random",
};

const char *const dvm_completion_names[DVM_COMPLETION_COUNT] = {
    [DVM_ISSUE] = "issue",
    [DVM_RANDOM] = "random",
    [DVM_DSB] = "dsb",
};

const char *const gic_version_names[GIC_VERSION_COUNT] = {
    [GIC_VERSION_AUTO] = "auto",
    [GIC_VERSION_2] = "2",
    [GIC_VERSION_3] = "3",
};

struct machine_config machine_config_default(void)
{
    struct machine_config config = {0};

#define NUMBER(name, member, value, min, max, meaning) config.member = (value);
#define CHOICE(name, member, type, value, meaning) config.member = (value);
#define SIZES(name, member, value, meaning) config.member = (value);
#define LEVELS(name, member, value, meaning) config.member = (value);
#include "machine_keys.def"
#undef NUMBER
#undef CHOICE
#undef SIZES
#undef LEVELS
    return config;
}

/* An array under check, with the keys that messages name. */
struct array_check {
    uint32_t entries, ways, policy;
    const char *ways_key, *policy_key;
    bool mirrored; /* only a policy that ignores hits is exact */
};

struct complaint {
    const char *key, *reason;
};

static bool geometry_valid(const struct array_check *c, struct complaint *ret)
{
    if (c->entries == 0 || c->ways == 0) {
        return true;
    }
    if (c->entries % c->ways != 0) {
        *ret = (struct complaint){c->ways_key, "the entries must be a multiple of the ways"};
        return false;
    }
    if (!bits_is_power_of_two(c->entries / c->ways)) {
        *ret = (struct complaint){c->ways_key, "the sets (entries / ways) must be a power of two"};
        return false;
    }
    return true;
}

static bool array_valid(const struct array_check *c, struct complaint *ret)
{
    if (!geometry_valid(c, ret)) {
        return false;
    }
    if (c->mirrored && c->policy != REPL_FIFO && c->policy != REPL_RANDOM) {
        *ret = (struct complaint){
            c->policy_key, "an L1 TLB must be fifo or random: its hits are not seen one by one"};
        return false;
    }
    return true;
}

#define CHECK(member, name, mirrored)                                                              \
    {                                                                                              \
        config->member.entries, config->member.ways, config->member.policy, name ".ways",          \
            name ".policy", mirrored                                                               \
    }

static bool arrays_valid(const struct machine_config *config, struct complaint *ret)
{
    const struct array_check checks[] = {
        CHECK(l1i, "tlb.l1i", true),          CHECK(l1d, "tlb.l1d", true),
        CHECK(l2, "tlb.l2", false),           CHECK(walkcache, "walkcache", false),
        CHECK(desccache, "desccache", false),
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if (!array_valid(&checks[i], ret)) {
            return false;
        }
    }
    return true;
}

#undef CHECK

/* Whatever the granule, a translation can be split down to 4K. */
static bool sizes_valid(const struct machine_config *config, struct complaint *ret)
{
    const struct {
        uint64_t sizes;
        const char *key;
    } checks[] = {
        {config->l1i.sizes, "tlb.l1i.sizes"},
        {config->l1d.sizes, "tlb.l1d.sizes"},
        {config->l2.sizes, "tlb.l2.sizes"},
    };

    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        if ((checks[i].sizes & SIZE_4K) == 0) {
            *ret = (struct complaint){checks[i].key, "a TLB must hold 4K pages"};
            return false;
        }
    }
    return true;
}

static bool widths_valid(const struct machine_config *config, struct complaint *ret)
{
    const uint64_t pa_widths =
        1ULL << 32 | 1ULL << 36 | 1ULL << 40 | 1ULL << 42 | 1ULL << 44 | 1ULL << 48;

    if (!bits_is_power_of_two(config->desccache.line)) {
        *ret = (struct complaint){"desccache.line", "a line must be a power of two"};
        return false;
    }
    if (config->asid_bits != 8 && config->asid_bits != 16) {
        *ret = (struct complaint){"mmu.asid_bits", "an ASID has 8 or 16 bits"};
        return false;
    }
    if (config->pa_bits > 48 || !bits_test(pa_widths, config->pa_bits)) {
        *ret = (struct complaint){"mmu.pa_bits",
                                  "a physical address has 32, 36, 40, 42, 44 or 48 bits"};
        return false;
    }
    return true;
}

bool machine_config_validate(const struct machine_config *config, const char **ret_key,
                             const char **ret_reason)
{
    struct complaint complaint;

    if (arrays_valid(config, &complaint) && sizes_valid(config, &complaint) &&
        widths_valid(config, &complaint)) {
        return true;
    }
    *ret_key = complaint.key;
    *ret_reason = complaint.reason;
    return false;
}
