/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "oracle_product.h"

#include <stdlib.h>

#include "mmu.h"

const uint8_t oracle_pa_bits[ORACLE_PA_BITS_COUNT] = {36, 40, 44, 48};

struct oracle_product {
    const struct oracle_memory *memory;
    struct sink_list sinks; /* nobody listens */
    struct event_source source;
    struct mmu *mmu[ORACLE_PA_BITS_COUNT];
};

static bool read64(void *ctx, pa_t pa, uint64_t *ret_value)
{
    const struct oracle_product *product = ctx;
    const uint64_t *word = oracle_memory_at(product->memory, pa.v);

    if (word == NULL) {
        return false;
    }
    *ret_value = *word;
    return true;
}

struct oracle_product *oracle_product_create(const struct oracle_memory *memory)
{
    struct oracle_product *product = calloc(1, sizeof(*product));
    struct machine_config config = machine_config_default();

    if (product == NULL) {
        return NULL;
    }
    product->memory = memory;
    product->source.sinks = &product->sinks;
    struct mmu_env env = {.read64 = read64, .ctx = product};

    for (unsigned i = 0; i < ORACLE_PA_BITS_COUNT; i++) {
        config.pa_bits = oracle_pa_bits[i];
        product->mmu[i] = mmu_create(&config, &env, &product->source);
        if (product->mmu[i] == NULL) {
            oracle_product_destroy(product);
            return NULL;
        }
    }
    return product;
}

void oracle_product_destroy(struct oracle_product *product)
{
    if (product == NULL) {
        return;
    }
    for (unsigned i = 0; i < ORACLE_PA_BITS_COUNT; i++) {
        if (product->mmu[i] != NULL) {
            mmu_destroy(product->mmu[i]);
        }
    }
    free(product);
}

static struct mmu *mmu_for(const struct oracle_product *product, unsigned pa_bits)
{
    unsigned i = 0;

    while (oracle_pa_bits[i] != pa_bits) {
        i++;
    }
    return product->mmu[i];
}

static struct mmu_registers registers_of(const struct oracle_case *c)
{
    return (struct mmu_registers){
        .sctlr_el1 = c->sctlr,
        .tcr_el1 = c->tcr,
        .ttbr0_el1 = c->ttbr[0],
        .ttbr1_el1 = c->ttbr[1],
        .mair_el1 = c->mair,
    };
}

static struct mmu_request request_of(const struct oracle_case *c)
{
    static const enum access accesses[ORACLE_ACCESS_COUNT] = {ACCESS_FETCH, ACCESS_READ,
                                                              ACCESS_WRITE};

    return (struct mmu_request){
        .va = va(c->va),
        .access = accesses[c->access],
        .el = c->el,
        .unprivileged = c->how == ORACLE_RUN_UNPRIVILEGED,
        .pan = c->pan && c->how != ORACLE_AT,
    };
}

/* What the TLBs say once they have heard of it; a fault may come from there, too. */
static struct mmu_reply by_tlb(struct mmu *mmu, const struct mmu_request *request)
{
    struct tlbi everything;

    tlbi_decode(0, 7, 0, 0, &everything);
    mmu_invalidate(mmu, &everything);
    mmu_translate(mmu, request);
    return mmu_translate(mmu, request);
}

struct oracle_answer oracle_product_ask(struct oracle_product *product, const struct oracle_case *c)
{
    struct mmu *mmu = mmu_for(product, c->pa_bits);
    struct mmu_registers registers = registers_of(c);
    struct mmu_request request = request_of(c);

    mmu_set_registers(mmu, &registers);
    struct mmu_reply reply =
        oracle_is_run(c) ? by_tlb(mmu, &request) : mmu_address_translate(mmu, &request);

    if (reply.outcome != MMU_FAULT) {
        return (struct oracle_answer){
            .pa = reply.pa.v, .attr = reply.memory_type, .shareability = reply.sharing};
    }
    return (struct oracle_answer){
        .fault = true,
        .status = (uint8_t)fault_status_code(&reply.fault),
        .esr = fault_syndrome(&reply.fault, c->el),
        .far = reply.fault.va.v,
    };
}
