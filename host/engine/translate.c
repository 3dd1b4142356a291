/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * AT S1E1R, S1E1W, S1E0R, S1E0W and, with PSTATE.PAN, S1E1RP and S1E1WP: a walk
 * whose result goes to PAR_EL1 (Arm ARM, "PAR_EL1, Physical Address Register").
 */
#include "core.h"
#include "machine.h"

static const struct engine_sysreg reg_par = ENGINE_REG_INIT(3, 0, 7, 4, 0);

#define PAR_F 1ULL
#define PAR_FST_SHIFT 1
#define PAR_SH_SHIFT 7
#define PAR_NS (1ULL << 9)
#define PAR_RES1 (1ULL << 11)
#define PAR_PA_MASK 0x0000fffffffff000ULL
#define PAR_ATTR_SHIFT 56

enum { AT_CRN = 7, AT_CRM = 8, AT_CRM_PAN = 9 };
enum { AT_WRITE = 1, AT_EL0 = 2 }; /* bits of op2 */

bool core_is_address_translate(struct engine_sysreg reg)
{
    return reg.op1 == 0 && reg.crn == AT_CRN &&
           ((reg.crm == AT_CRM && reg.op2 < 4) || (reg.crm == AT_CRM_PAN && reg.op2 < 2));
}

/* Stage 1 faults alone: bits PTW and S stay clear. */
static uint64_t par_of(const struct mmu_reply *reply)
{
    if (reply->outcome == MMU_FAULT) {
        return PAR_F | PAR_RES1 | (uint64_t)fault_status_code(&reply->fault) << PAR_FST_SHIFT;
    }
    return (uint64_t)reply->memory_type << PAR_ATTR_SHIFT | (reply->pa.v & PAR_PA_MASK) | PAR_RES1 |
           PAR_NS | (uint64_t)reply->sharing << PAR_SH_SHIFT;
}

/*
 * A table that cannot be read is not a result but an exception, taken from the
 * AT itself. The engine is in the middle of it and cannot enter one here.
 */
static void abort_operation(struct core *core, struct fault fault)
{
    fault.operation = true;
    source_emit(&core->source, &(struct event){
                                   .kind = EVENT_FAULT,
                                   .fault = {.fault = fault, .esr = fault_syndrome(&fault, 1)},
                               });
    core->fault = fault;
    core->fault_pending = true;
    core->fault_pc = core->source.pc;
    engine_stop(core->engine);
}

void core_address_translate(struct core *core, struct engine_sysreg reg, uint64_t xt)
{
    bool honours_pan = reg.crm == AT_CRM_PAN;
    struct mmu_request request = {
        .va = va(xt),
        .access = (reg.op2 & AT_WRITE) != 0 ? ACCESS_WRITE : ACCESS_READ,
        .el = (reg.op2 & AT_EL0) != 0 ? 0 : 1,
        .pan = honours_pan && (engine_pstate(core->engine) & CORE_PSTATE_PAN) != 0,
    };
    struct mmu_reply reply = mmu_address_translate(core->mmu, &request);

    core_stall(core, reply.cycles);
    if (reply.outcome == MMU_FAULT && reply.fault.kind == FAULT_EXTERNAL_WALK) {
        abort_operation(core, reply.fault);
        return;
    }
    engine_sysreg_write(core->engine, reg_par, par_of(&reply));
}
