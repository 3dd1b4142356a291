/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arm ARM, "The VMSAv8-64 translation process" and "MMU faults in AArch64
 * state". Of several faults that one descriptor could give, the order is:
 * external abort, translation, address size, access flag. Permissions are
 * checked, and descriptors updated, by whoever knows the access.
 */
#include "walk.h"

#include "bits.h"

static bool out_of_reach(const struct regime *regime, pa_t address)
{
    return address.v >> regime->output_bits != 0;
}

/* What to do after a descriptor: the pure decision behind the loop. */
enum action { ACTION_DESCEND, ACTION_FINISH, ACTION_FAULT };

static enum action judge(const struct regime *regime, const struct desc *desc,
                         uint8_t *ret_fault_kind)
{
    if (desc->kind == DESC_INVALID) {
        *ret_fault_kind = FAULT_TRANSLATION;
        return ACTION_FAULT;
    }
    if (out_of_reach(regime, desc->address)) {
        *ret_fault_kind = FAULT_ADDRESS_SIZE;
        return ACTION_FAULT;
    }
    if (desc->kind == DESC_TABLE) {
        return ACTION_DESCEND;
    }
    if (!desc->access_flag && !regime->hardware_access) {
        *ret_fault_kind = FAULT_ACCESS_FLAG;
        return ACTION_FAULT;
    }
    return ACTION_FINISH;
}

static struct walk_point descend(const struct regime_range *range, const struct walk_point *point,
                                 const struct desc *table)
{
    struct walk_point next = *point;

    next.table = table->address;
    next.level++;
    if (!range->flat_permissions) {
        next.limits = perm_limits_join(point->limits, table->limits);
    }
    return next;
}

/*
 * A run is one translation, whatever its other descriptors say: software that
 * sets the bit promises that they agree (Arm ARM, "The Contiguous bit": when they
 * do not, any of them may be used for all). A run larger than
 * the whole range is none; the bit is then ignored.
 */
static unsigned leaf_shift(const struct regime_range *range, const struct walk_point *point,
                           const struct desc *desc)
{
    unsigned run = granule_run_shift(range->granule, point->level);

    return desc->contiguous && run <= range->input_bits ? run : desc->size_shift;
}

static struct walk_leaf finish(const struct regime *regime, const struct regime_range *range,
                               const struct walk_point *point, const struct desc *desc)
{
    unsigned shift = leaf_shift(range, point, desc);
    bool managed = regime->hardware_dirty && desc->dirty_modifier;
    struct perm perm = managed ? perm_writable(desc->perm) : desc->perm;

    return (struct walk_leaf){
        .pa = pa_align_down(desc->address, shift),
        .perm = perm_restrict(perm, point->limits),
        .size_shift = (uint8_t)shift,
        .level = point->level,
        .attr_index = desc->attr_index,
        .shareability = desc->shareability,
        .global = !desc->non_global,
        .accessed = desc->access_flag,
        .clean = managed && perm_is_read_only(desc->perm),
    };
}

static void end_in_fault(struct walk_result *r, uint8_t kind, uint8_t level)
{
    r->kind = WALK_FAULT;
    r->fault = (struct walk_fault){.kind = kind, .level = level};
}

bool walk_begin(const struct regime *regime, va_t va, struct walk_point *ret_point,
                struct walk_fault *ret_fault)
{
    const struct regime_range *range = regime_range_of(regime, va);

    /* Both are faults of level 0, whatever the level of the first lookup. */
    if (range->walk_disabled || !range->size_legal) {
        *ret_fault = (struct walk_fault){.kind = FAULT_TRANSLATION, .level = 0};
        return false;
    }
    if (out_of_reach(regime, range->table)) {
        *ret_fault = (struct walk_fault){.kind = FAULT_ADDRESS_SIZE, .level = 0};
        return false;
    }
    *ret_point = (struct walk_point){.table = range->table, .level = range->start_level};
    return true;
}

void walk_from(const struct regime *regime, const struct physmem *mem, va_t va,
               const struct walk_point *from, struct walk_result *ret)
{
    const struct regime_range *range = regime_range_of(regime, va);
    uint64_t input = va.v & bits_mask(range->input_bits);
    unsigned stride = granule_stride(range->granule);
    unsigned shift = granule_level_shift(range->granule, from->level);
    struct walk_point point = *from;

    ret->first_level = point.level;
    ret->table_count = 0;
    /* Each turn ends the walk or goes one level down, and no table is at level 3. */
    for (unsigned i = 0;; i++, shift -= stride) {
        struct walk_step *step = &ret->step[i];
        uint8_t fault_kind;

        ret->step_count = (uint8_t)(i + 1);
        step->pa = pa_add(point.table, (input >> shift & bits_mask(stride)) * 8);
        step->descriptor = 0;
        if (!mem->read64(mem->ctx, step->pa, &step->descriptor)) {
            end_in_fault(ret, FAULT_EXTERNAL_WALK, point.level);
            return;
        }
        struct desc desc = desc_decode(step->descriptor, point.level, range->granule);

        switch (judge(regime, &desc, &fault_kind)) {
        case ACTION_DESCEND:
            point = descend(range, &point, &desc);
            step->next = point;
            ret->table_count++;
            break;
        case ACTION_FINISH:
            ret->kind = WALK_DONE;
            ret->leaf = finish(regime, range, &point, &desc);
            return;
        case ACTION_FAULT:
            end_in_fault(ret, fault_kind, point.level);
            return;
        }
    }
}

struct walk_result walk(const struct regime *regime, const struct physmem *mem, va_t va)
{
    struct walk_point point;
    struct walk_result r = {.kind = WALK_FAULT};

    if (walk_begin(regime, va, &point, &r.fault)) {
        walk_from(regime, mem, va, &point, &r);
    }
    return r;
}
