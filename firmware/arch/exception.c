/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Serve an interrupt, recover a guarded access, or report and stop. */
#include "arch/exception.h"

#include "arch/access.h"
#include "arch/esr.h"
#include "arch/ipi.h"
#include "arch/panic.h"

#define VECTOR_SYNC_CURRENT_SPX 4
#define VECTOR_IRQ_CURRENT_SPX 5

DEFINE_PER_CPU(struct access_guard, access_guard);

/*
 * The guarded instruction is the first of a function that has changed nothing:
 * returning to its caller undoes it completely.
 */
static bool recover(struct exception_frame *frame)
{
    struct access_guard *guard = this_cpu_ptr(&access_guard);
    if (!esr_is_abort(frame->esr) || !guard->armed || guard->pc != frame->elr) {
        return false;
    }
    guard->fault = (struct access_fault){.esr = frame->esr, .far = frame->far};
    guard->armed = false;
    frame->x[0] = 0;
    frame->elr = frame->x[30];
    return true;
}

void exception_handle(struct exception_frame *frame, unsigned vector)
{
    static const char *const kinds[] = {"", "IRQ", "FIQ", "SError"};
    if (vector == VECTOR_SYNC_CURRENT_SPX && recover(frame)) {
        return;
    }
    if (vector == VECTOR_IRQ_CURRENT_SPX) {
        ipi_handle();
        return;
    }
    if (vector != VECTOR_SYNC_CURRENT_SPX) {
        panic_exception(frame, "%s by vector %u", vector % 4 ? kinds[vector % 4] : "exception",
                        vector);
    }
    const struct esr_abort abort = esr_abort(frame->esr);
    if (!esr_is_abort(frame->esr)) {
        panic_exception(frame, "%s", esr_class_text(frame->esr));
    }
    if (abort.level == ESR_NO_LEVEL) {
        panic_exception(frame, "unhandled fault: %s, %s", esr_class_text(frame->esr),
                        esr_kind_text(abort.kind));
    }
    panic_exception(frame, "unhandled fault: %s, %s level %u", esr_class_text(frame->esr),
                    esr_kind_text(abort.kind), abort.level);
}
