/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system registers that a guest may touch: an allow-list. What is not on
 * it is UNDEFINED; what would show the host's clock or the engine's own
 * features is answered here.
 */
#include "core.h"
#include "machine.h"

enum sysreg_kind {
    SYSREG_ENGINE, /* the engine keeps it, and it steers nothing of ours */
    SYSREG_MASKED, /* the engine keeps the bits of `value`; the others are RES0 */
    SYSREG_TRANSLATION, /* kept by the engine, steers our MMU; the bits of `value` are RES0 */
    SYSREG_CONSTANT, /* reads as `value`, writes are ignored */
    SYSREG_COUNTER, /* the system counter */
    SYSREG_AFFINITY, /* MPIDR_EL1 */
    SYSREG_DEBUG_LOCK,
    SYSREG_TIMER, /* value: SYSREG_TIMER_VALUE() */
    SYSREG_GIC, /* of a GICv3; value: SYSREG_GIC_VALUE() */
};

#define SYSREG_TIMER_VALUE(timer, reg) ((timer) << 8 | (reg))
/* enum gic_register and which directions there are. */
#define SYSREG_READ 0x100
#define SYSREG_WRITE 0x200
#define SYSREG_GIC_VALUE(reg, directions) ((directions) | (reg))

struct sysreg {
    struct engine_sysreg reg;
    uint8_t kind;
    uint64_t value;
};

/* ID_AA64MMFR0_EL1: PARange, ASIDBits; TGran16 1, TGran64 and TGran4 0: all three granules. */
#define MMFR0_VALUE(parange, asid) ((parange) | (asid) << 4 | 1ULL << 20)
/*
 * ID_AA64MMFR1_EL1: HAFDBS 2 (access flag and dirty state), HPDS 1, PAN 2 (with
 * AT S1E1RP and S1E1WP).
 */
#define MMFR1_VALUE (2ULL << 0 | 1ULL << 12 | 2ULL << 20)
/* ID_AA64MMFR2_EL1: TTL 1 (hints in the operands of TLBIs). */
#define MMFR2_VALUE (1ULL << 48)
/* ID_AA64ISAR0_EL1: CRC32 1, Atomic 2 (LSE), TLB 2 (outer-shareable and range TLBIs). */
#define ISAR0_VALUE (1ULL << 16 | 2ULL << 20 | 2ULL << 56)

/* ID_AA64PFR0_EL1: GIC 1, the system registers of a GICv3. */
#define PFR0_GIC (1ULL << 24)

/*
 * SCTLR_EL1 of features that are not told: EnIA, EnIB, EnDA, EnDB, EE and E0E, and
 * all of the upper half. The engine would heed them.
 */
#define SCTLR_RES0 (~0ULL << 32 | 3ULL << 30 | 1ULL << 27 | 3ULL << 24 | 1ULL << 13)

#define R(o0, o1, n, m, o2) ENGINE_REG_INIT(o0, o1, n, m, o2)

static const struct sysreg sysregs[] = {
    {R(3, 0, 0, 0, 0), SYSREG_CONSTANT, 0x410fd083}, /* MIDR_EL1: Cortex-A72 r0p3 */
    {R(3, 0, 0, 0, 5), SYSREG_AFFINITY, 0},
    {R(3, 0, 0, 0, 6), SYSREG_CONSTANT, 0}, /* REVIDR_EL1 */
    {R(3, 0, 0, 4, 0), SYSREG_CONSTANT, 0x11}, /* ID_AA64PFR0_EL1: EL0, EL1 in AArch64; FP, SIMD */
    {R(3, 0, 0, 6, 0), SYSREG_CONSTANT, ISAR0_VALUE},
    {R(3, 0, 0, 7, 1), SYSREG_CONSTANT, MMFR1_VALUE},
    {R(3, 0, 0, 7, 2), SYSREG_CONSTANT, MMFR2_VALUE},
    {R(3, 0, 1, 0, 0), SYSREG_TRANSLATION, SCTLR_RES0}, /* SCTLR_EL1 */
    {R(3, 0, 1, 0, 1), SYSREG_CONSTANT, 0}, /* ACTLR_EL1 */
    {R(3, 0, 1, 0, 2), SYSREG_MASKED, 3ULL << 20}, /* CPACR_EL1: FPEN; ZEN makes the engine abort */
    {R(3, 0, 2, 0, 0), SYSREG_TRANSLATION, 0}, /* TTBR0_EL1 */
    {R(3, 0, 2, 0, 1), SYSREG_TRANSLATION, 0}, /* TTBR1_EL1 */
    {R(3, 0, 2, 0, 2), SYSREG_TRANSLATION, 0}, /* TCR_EL1 */
    {R(3, 0, 4, 0, 0), SYSREG_ENGINE, 0}, /* SPSR_EL1 */
    {R(3, 0, 4, 0, 1), SYSREG_ENGINE, 0}, /* ELR_EL1 */
    {R(3, 0, 4, 1, 0), SYSREG_ENGINE, 0}, /* SP_EL0 */
    {R(3, 0, 4, 2, 0), SYSREG_ENGINE, 0}, /* SPSel */
    {R(3, 0, 4, 2, 2), SYSREG_ENGINE, 0}, /* CurrentEL */
    {R(3, 0, 4, 2, 3), SYSREG_ENGINE, 0}, /* PAN */
    {R(3, 0, 5, 1, 0), SYSREG_CONSTANT, 0}, /* AFSR0_EL1 */
    {R(3, 0, 5, 1, 1), SYSREG_CONSTANT, 0}, /* AFSR1_EL1 */
    {R(3, 0, 5, 2, 0), SYSREG_ENGINE, 0}, /* ESR_EL1 */
    {R(3, 0, 6, 0, 0), SYSREG_ENGINE, 0}, /* FAR_EL1 */
    {R(3, 0, 7, 4, 0), SYSREG_ENGINE, 0}, /* PAR_EL1 */
    {R(3, 0, 10, 2, 0), SYSREG_TRANSLATION, 0}, /* MAIR_EL1 */
    {R(3, 0, 10, 3, 0), SYSREG_CONSTANT, 0}, /* AMAIR_EL1 */
    {R(3, 0, 12, 0, 0), SYSREG_ENGINE, 0}, /* VBAR_EL1 */
    {R(3, 0, 12, 1, 0), SYSREG_CONSTANT, 0}, /* ISR_EL1 */
    {R(3, 0, 13, 0, 1), SYSREG_ENGINE, 0}, /* CONTEXTIDR_EL1 */
    {R(3, 0, 13, 0, 4), SYSREG_ENGINE, 0}, /* TPIDR_EL1 */
    {R(3, 0, 14, 1, 0), SYSREG_ENGINE, 0}, /* CNTKCTL_EL1 */
    {R(3, 1, 0, 0, 1), SYSREG_CONSTANT, 0x0a200023}, /* CLIDR_EL1 */
    {R(3, 3, 0, 0, 1), SYSREG_CONSTANT, 0x8444c004}, /* CTR_EL0: 64-byte lines */
    {R(3, 3, 0, 0, 7), SYSREG_CONSTANT, 4}, /* DCZID_EL0: 64 bytes */
    {R(3, 3, 4, 2, 0), SYSREG_ENGINE, 0}, /* NZCV */
    {R(3, 3, 4, 2, 1), SYSREG_ENGINE, 0}, /* DAIF */
    {R(3, 3, 4, 4, 0), SYSREG_ENGINE, 0}, /* FPCR */
    {R(3, 3, 4, 4, 1), SYSREG_ENGINE, 0}, /* FPSR */
    {R(3, 3, 13, 0, 2), SYSREG_ENGINE, 0}, /* TPIDR_EL0 */
    {R(3, 3, 13, 0, 3), SYSREG_ENGINE, 0}, /* TPIDRRO_EL0 */
    {R(3, 3, 14, 0, 0), SYSREG_CONSTANT, CORE_COUNTER_HZ}, /* CNTFRQ_EL0 */
    {R(3, 3, 14, 0, 1), SYSREG_COUNTER, 0}, /* CNTPCT_EL0 */
    {R(3, 3, 14, 0, 2), SYSREG_COUNTER, 0}, /* CNTVCT_EL0 */
    {R(3, 3, 14, 2, 0), SYSREG_TIMER, SYSREG_TIMER_VALUE(CORE_TIMER_PHYSICAL, TIMER_TVAL)},
    {R(3, 3, 14, 2, 1), SYSREG_TIMER, SYSREG_TIMER_VALUE(CORE_TIMER_PHYSICAL, TIMER_CTL)},
    {R(3, 3, 14, 2, 2), SYSREG_TIMER, SYSREG_TIMER_VALUE(CORE_TIMER_PHYSICAL, TIMER_CVAL)},
    {R(3, 3, 14, 3, 0), SYSREG_TIMER, SYSREG_TIMER_VALUE(CORE_TIMER_VIRTUAL, TIMER_TVAL)},
    {R(3, 3, 14, 3, 1), SYSREG_TIMER, SYSREG_TIMER_VALUE(CORE_TIMER_VIRTUAL, TIMER_CTL)},
    {R(3, 3, 14, 3, 2), SYSREG_TIMER, SYSREG_TIMER_VALUE(CORE_TIMER_VIRTUAL, TIMER_CVAL)},
#define RO(reg) SYSREG_GIC, SYSREG_GIC_VALUE(reg, SYSREG_READ)
#define WO(reg) SYSREG_GIC, SYSREG_GIC_VALUE(reg, SYSREG_WRITE)
#define RW(reg) SYSREG_GIC, SYSREG_GIC_VALUE(reg, SYSREG_READ | SYSREG_WRITE)
    {R(3, 0, 4, 6, 0), RW(GIC_PMR)},
    {R(3, 0, 12, 8, 0), RO(GIC_IAR0)},
    {R(3, 0, 12, 8, 1), WO(GIC_EOIR0)},
    {R(3, 0, 12, 8, 2), RO(GIC_HPPIR0)},
    {R(3, 0, 12, 8, 3), RW(GIC_BPR0)},
    {R(3, 0, 12, 8, 4), RW(GIC_AP0R0)},
    {R(3, 0, 12, 9, 0), RW(GIC_AP1R0)},
    {R(3, 0, 12, 11, 1), WO(GIC_DIR)},
    {R(3, 0, 12, 11, 3), RO(GIC_RPR)},
    {R(3, 0, 12, 11, 5), WO(GIC_SGI1R)},
    {R(3, 0, 12, 11, 6), WO(GIC_ASGI1R)},
    {R(3, 0, 12, 11, 7), WO(GIC_SGI0R)},
    {R(3, 0, 12, 12, 0), RO(GIC_IAR1)},
    {R(3, 0, 12, 12, 1), WO(GIC_EOIR1)},
    {R(3, 0, 12, 12, 2), RO(GIC_HPPIR1)},
    {R(3, 0, 12, 12, 3), RW(GIC_BPR1)},
    {R(3, 0, 12, 12, 4), RW(GIC_CTLR)},
    {R(3, 0, 12, 12, 5), RW(GIC_SRE)},
    {R(3, 0, 12, 12, 6), RW(GIC_IGRPEN0)},
    {R(3, 0, 12, 12, 7), RW(GIC_IGRPEN1)},
#undef RO
#undef WO
#undef RW
    {R(2, 0, 0, 2, 2), SYSREG_CONSTANT, 0}, /* MDSCR_EL1 */
    {R(2, 0, 1, 0, 4), SYSREG_DEBUG_LOCK, 0}, /* OSLAR_EL1 */
    {R(2, 0, 1, 1, 4), SYSREG_DEBUG_LOCK, 0}, /* OSLSR_EL1 */
    {R(2, 0, 1, 3, 4), SYSREG_CONSTANT, 0}, /* OSDLR_EL1 */
};

static const struct engine_sysreg reg_isr = ENGINE_REG_INIT(3, 0, 12, 1, 0);
static const struct engine_sysreg reg_cntpct = ENGINE_REG_INIT(3, 3, 14, 0, 1);
static const struct engine_sysreg reg_cntvct = ENGINE_REG_INIT(3, 3, 14, 0, 2);
static const struct engine_sysreg reg_oslar = ENGINE_REG_INIT(2, 0, 1, 0, 4);
static const struct engine_sysreg reg_oslsr = ENGINE_REG_INIT(2, 0, 1, 1, 4);

static bool same(struct engine_sysreg a, struct engine_sysreg b)
{
    return a.op0 == b.op0 && a.op1 == b.op1 && a.crn == b.crn && a.crm == b.crm && a.op2 == b.op2;
}

/* The identification space reads as zero where nothing else is said: no such feature. */
static const struct sysreg unnamed_id = {.kind = SYSREG_CONSTANT, .value = 0};

static bool is_identification(struct engine_sysreg reg)
{
    return reg.op0 == 3 && reg.op1 == 0 && reg.crn == 0 && reg.crm >= 1 && reg.crm <= 7;
}

static const struct sysreg *find(struct engine_sysreg reg)
{
    for (unsigned i = 0; i < sizeof(sysregs) / sizeof(sysregs[0]); i++) {
        if (same(sysregs[i].reg, reg)) {
            return &sysregs[i];
        }
    }
    return is_identification(reg) ? &unnamed_id : NULL;
}

/* ID_AA64MMFR0_EL1, from the machine. */
static uint64_t memory_features(const struct machine_config *config)
{
    static const struct {
        unsigned bits, code;
    } ranges[] = {{32, 0}, {36, 1}, {40, 2}, {42, 3}, {44, 4}, {48, 5}};
    uint64_t code = 0;

    for (unsigned i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        if (ranges[i].bits == config->pa_bits) {
            code = ranges[i].code;
        }
    }
    return MMFR0_VALUE(code, config->asid_bits == 16 ? 2ULL : 0ULL);
}

/* The identification space is encoded with CRn 0; then status and counts. */
static bool is_read_only(struct engine_sysreg reg)
{
    return (reg.op0 == 3 && reg.crn == 0) || same(reg, reg_isr) || same(reg, reg_cntpct) ||
           same(reg, reg_cntvct) || same(reg, reg_oslsr);
}

/*
 * The other direction of a register that has only one is UNDEFINED. The engine
 * agrees, and would come back to the access for ever if a hook answered it.
 */
bool core_sysreg_exists_with_gic(struct engine_sysreg reg, bool write)
{
    const struct sysreg *known = find(reg);

    if (known != NULL && known->kind == SYSREG_GIC) {
        return (known->value & (write ? SYSREG_WRITE : SYSREG_READ)) != 0;
    }
    return known != NULL && !(write ? is_read_only(reg) : same(reg, reg_oslar));
}

bool core_sysreg_exists(struct engine_sysreg reg, bool write)
{
    const struct sysreg *known = find(reg);

    return (known == NULL || known->kind != SYSREG_GIC) && core_sysreg_exists_with_gic(reg, write);
}

static uint64_t *translation_register(struct core *core, struct engine_sysreg reg)
{
    struct mmu_registers *r = &core->registers;

    switch (reg.crn << 8 | reg.op2) {
    case 0x100:
        return &r->sctlr_el1;
    case 0x200:
        return &r->ttbr0_el1;
    case 0x201:
        return &r->ttbr1_el1;
    case 0x202:
        return &r->tcr_el1;
    default:
        return &r->mair_el1;
    }
}

/*
 * What level 0 may not touch and what does not exist here is left to the
 * engine, whose own checks make it UNDEFINED; registers that only the engine
 * has never get this far (struct block, `forbidden`).
 */
static bool is_engines(struct core *core, struct engine_sysreg reg, const struct sysreg *known)
{
    return known == NULL || (reg.op1 != 3 && core_level(core) == 0);
}

enum engine_verdict core_sysreg_write(struct core *core, struct engine_sysreg reg, uint64_t value)
{
    const struct sysreg *known = find(reg);

    if (is_engines(core, reg, known)) {
        return ENGINE_PASS;
    }
    switch ((enum sysreg_kind)known->kind) {
    case SYSREG_ENGINE:
        return ENGINE_PASS;
    case SYSREG_MASKED:
        if ((value & ~known->value) == 0) {
            return ENGINE_PASS;
        }
        engine_sysreg_write(core->engine, reg, value & known->value);
        return ENGINE_DONE;
    case SYSREG_TRANSLATION:
        *translation_register(core, reg) = value & ~known->value;
        core_update_translation(core);
        if ((value & known->value) == 0) {
            return ENGINE_PASS;
        }
        engine_sysreg_write(core->engine, reg, value & ~known->value);
        return ENGINE_DONE;
    case SYSREG_DEBUG_LOCK:
        core->oslsr = (value & 1) << 1 | 0x8;
        return ENGINE_DONE;
    case SYSREG_TIMER:
        core_timer_write(core, (enum core_timer)(known->value >> 8),
                         (enum timer_register)(known->value & 0xff), value);
        return ENGINE_DONE;
    case SYSREG_GIC:
        core_gic_write(core, (enum gic_register)(known->value & 0xff), value);
        return ENGINE_SKIP;
    case SYSREG_CONSTANT:
    case SYSREG_COUNTER:
    case SYSREG_AFFINITY:
        return ENGINE_DONE;
    }
    return ENGINE_PASS;
}

static uint64_t affinity(const struct core *core)
{
    return 1ULL << 31 | gic_affinity(&core->machine->gic, core->id);
}

static uint64_t counter_now(struct core *core)
{
    uint64_t pc = engine_pc(core->engine);

    if (core->block != NULL) {
        core_charge_to(core, core_block_index(core, pc));
    }
    return *core->clock / CORE_COUNTER_DIVIDER;
}

enum engine_verdict core_sysreg_read(struct core *core, struct engine_sysreg reg,
                                     uint64_t *ret_value)
{
    const struct sysreg *known = find(reg);

    if (is_engines(core, reg, known)) {
        return ENGINE_PASS;
    }
    if (same(reg, ENGINE_REG(3, 0, 0, 7, 0))) {
        *ret_value = memory_features(&core->machine->config);
        return ENGINE_DONE;
    }
    if (same(reg, ENGINE_REG(3, 0, 0, 4, 0)) && core->machine->gic.version == 3) {
        *ret_value = known->value | PFR0_GIC;
        return ENGINE_DONE;
    }
    switch ((enum sysreg_kind)known->kind) {
    case SYSREG_ENGINE:
    case SYSREG_MASKED:
        return ENGINE_PASS;
    case SYSREG_TRANSLATION:
        *ret_value = *translation_register(core, reg);
        return ENGINE_DONE;
    case SYSREG_CONSTANT:
        *ret_value = known->value;
        return ENGINE_DONE;
    case SYSREG_COUNTER:
        *ret_value = counter_now(core);
        return ENGINE_DONE;
    case SYSREG_AFFINITY:
        *ret_value = affinity(core);
        return ENGINE_DONE;
    case SYSREG_DEBUG_LOCK:
        *ret_value = core->oslsr;
        return ENGINE_DONE;
    case SYSREG_TIMER:
        *ret_value = core_timer_read(core, (enum core_timer)(known->value >> 8),
                                     (enum timer_register)(known->value & 0xff));
        return ENGINE_DONE;
    case SYSREG_GIC:
        *ret_value = core_gic_read(core, (enum gic_register)(known->value & 0xff));
        return ENGINE_SKIP;
    }
    return ENGINE_PASS;
}
