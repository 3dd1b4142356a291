/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random scripts of assignments, loops and blocks on cores, computed twice:
 * by walking the tree they were printed from, and by a small evaluator of op
 * programs. What both must agree on is the values that `store` writes, core by
 * core. WORKLOAD_SEED in the environment repeats one script.
 */
#include "arena.h"
#include "workload_support.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CORES = 3, VARIABLES = 5, PHASES = 5, STORES = 4096, SCRIPTS = 400, TEXT = 1 << 16 };

/* What each core stored, in order. */
struct stores {
    uint64_t value[CORES][STORES];
    unsigned count[CORES];
};

/* ck_assert() of what is checked too often for it. */
static void must(bool condition)
{
    if (!condition) {
        ck_abort_msg("the program is malformed");
    }
}

static void record(struct stores *stores, unsigned core, uint64_t value)
{
    must(stores->count[core] < STORES);
    stores->value[core][stores->count[core]++] = value;
}

/* --- the generator of programs: SplitMix64 as program.h says --- */

static uint64_t draw(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static uint64_t draw_between(uint64_t *state, uint64_t a, uint64_t b)
{
    const uint64_t r = draw(state);

    return b - a + 1 == 0 ? r : a + r % (b - a + 1);
}

static uint64_t start_state(uint64_t seed, unsigned core)
{
    return seed + (core + 1) * 0x9e3779b97f4a7c15;
}

/* --- the tree and how it is made --- */

struct tree {
    enum { NUMBER, VARIABLE, CPU, RANDOM, PLUS, MINUS, TIMES, OVER, MODULO } kind;
    uint64_t number;
    unsigned variable;
    bool shared; /* VARIABLE: which of its lives */
    struct tree *left, *right;
};

struct node {
    enum { ASSIGN, STORE, REPEAT } kind;
    unsigned variable; /* ASSIGN; REPEAT: its index */
    struct tree *tree; /* value, or count */
    struct node *body, *next;
};

struct block {
    unsigned cores; /* mask */
    struct node *body;
    bool inherits[VARIABLES];
};

struct script {
    struct arena *arena;
    uint64_t seed, rng;
    struct block phase[PHASES];
    bool known[VARIABLES], shared[VARIABLES];
    char *text, *end;
};

static unsigned below(struct script *s, unsigned n)
{
    return (unsigned)(draw(&s->rng) % n);
}

static void print(struct script *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void print(struct script *s, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    s->end += vsnprintf(s->end, (size_t)(s->text + TEXT - s->end), format, args);
    va_end(args);
    must(s->end < s->text + TEXT - 1);
}

static struct tree *tree_new(struct script *s, unsigned kind, uint64_t number, struct tree *left,
                             struct tree *right)
{
    struct tree *t = arena_alloc(s->arena, sizeof(*t));

    t->kind = kind;
    t->number = number;
    t->left = left;
    t->right = right;
    return t;
}

static struct tree *make_tree(struct script *s, unsigned depth);

static struct tree *make_leaf(struct script *s)
{
    static const uint64_t numbers[] = {0, 1, 2, 7, 4096, UINT64_MAX, 1ULL << 63};
    const unsigned variable = below(s, VARIABLES);

    if (s->known[variable] && below(s, 4) != 0) {
        struct tree *t = tree_new(s, VARIABLE, 0, NULL, NULL);

        t->variable = variable;
        return t;
    }
    return below(s, 4) == 0 ? tree_new(s, CPU, 0, NULL, NULL)
                            : tree_new(s, NUMBER, numbers[below(s, 7)], NULL, NULL);
}

/* A value from 1 to n: a divisor, or the width of a range. */
static struct tree *make_small(struct script *s, unsigned depth, uint64_t n)
{
    return tree_new(
        s, PLUS, 0, tree_new(s, NUMBER, 1, NULL, NULL),
        tree_new(s, MODULO, 0, make_tree(s, depth), tree_new(s, NUMBER, n, NULL, NULL)));
}

static struct tree *make_tree(struct script *s, unsigned depth)
{
    const unsigned kind = below(s, 9);

    if (depth == 0 || kind < PLUS - 1) {
        return make_leaf(s);
    }
    if (kind == PLUS - 1) {
        const uint64_t low = below(s, 100);

        return tree_new(s, RANDOM, low, tree_new(s, NUMBER, low, NULL, NULL),
                        tree_new(s, PLUS, 0, tree_new(s, NUMBER, low, NULL, NULL),
                                 make_small(s, depth - 1, 50)));
    }
    struct tree *left = make_tree(s, depth - 1);
    struct tree *right = kind >= OVER ? make_small(s, depth - 1, 1000) : make_tree(s, depth - 1);
    return tree_new(s, kind, 0, left, right);
}

static struct node *make_body(struct script *s, unsigned depth)
{
    struct node *first = NULL, **tail = &first;

    for (unsigned count = 1 + below(s, 4); count > 0; count--) {
        struct node *node = arena_alloc(s->arena, sizeof(*node));

        node->kind = depth > 0 ? below(s, 3) : below(s, 2);
        node->tree = node->kind == REPEAT ? make_small(s, 1, 3) : make_tree(s, 4);
        node->variable = below(s, VARIABLES);
        if (node->kind == REPEAT) {
            node->tree = tree_new(s, MINUS, 0, node->tree, tree_new(s, NUMBER, 1, NULL, NULL));
        }
        s->known[node->variable] = s->known[node->variable] || node->kind != STORE;
        if (node->kind == REPEAT) {
            node->body = make_body(s, depth - 1);
        }
        *tail = node;
        tail = &node->next;
    }
    return first;
}

/* --- which life of a variable is meant: the rules of docs/workload.md --- */

static void bind_tree(struct script *s, struct tree *t)
{
    if (t->kind == VARIABLE) {
        t->shared = s->shared[t->variable];
    }
    if (t->left != NULL) {
        bind_tree(s, t->left);
        bind_tree(s, t->right);
    }
}

static void bind_body(struct script *s, struct node *body, bool single)
{
    for (struct node *node = body; node != NULL; node = node->next) {
        bind_tree(s, node->tree);
        if (node->kind != STORE) {
            s->shared[node->variable] = single;
        }
        bind_body(s, node->body, single);
    }
}

static void find_assigned(const struct node *body, bool assigned[VARIABLES])
{
    for (const struct node *node = body; node != NULL; node = node->next) {
        assigned[node->variable] = assigned[node->variable] || node->kind != STORE;
        find_assigned(node->body, assigned);
    }
}

static void make_block(struct script *s, struct block *block)
{
    bool known_before[VARIABLES], assigned[VARIABLES] = {false};
    const bool single = below(s, 2) == 0;

    memcpy(known_before, s->known, sizeof(known_before));
    block->cores = single ? 1u << below(s, CORES) : below(s, 2) == 0 ? 7 : 5;
    block->body = make_body(s, 2);
    find_assigned(block->body, assigned);
    for (unsigned v = 0; v < VARIABLES; v++) {
        block->inherits[v] = known_before[v] && assigned[v] && s->shared[v] != single;
        if (assigned[v]) {
            s->shared[v] = single;
        }
    }
    bind_body(s, block->body, single);
}

/* --- the script as text --- */

static void print_tree(struct script *s, const struct tree *t)
{
    static const char *const marks[] = {
        [PLUS] = " + ", [MINUS] = "-", [TIMES] = " * ", [OVER] = "/", [MODULO] = " % "};

    switch (t->kind) {
    case NUMBER:
        print(s, t->number == 4096 ? "4K" : "%" PRIu64, t->number);
        return;
    case VARIABLE:
        print(s, "v%u", t->variable);
        return;
    case CPU:
        print(s, "cpu");
        return;
    default:
        break;
    }
    print(s, t->kind == RANDOM ? "random(" : "(");
    print_tree(s, t->left);
    print(s, "%s", t->kind == RANDOM ? ", " : marks[t->kind]);
    print_tree(s, t->right);
    print(s, ")");
}

static void print_body(struct script *s, const struct node *body)
{
    for (const struct node *node = body; node != NULL; node = node->next) {
        if (node->kind == REPEAT) {
            print(s, "repeat ");
            print_tree(s, node->tree);
            print(s, " as v%u {\n", node->variable);
            print_body(s, node->body);
            print(s, "}\n");
            continue;
        }
        if (node->kind == ASSIGN) {
            print(s, "v%u = ", node->variable);
        } else {
            print(s, "store 8 ");
        }
        print_tree(s, node->tree);
        print(s, "\n");
    }
}

static const char *cores_text(unsigned mask)
{
    static const char *const texts[] = {"", "0", "1", "", "2", "0,2", "", "all"};

    return texts[mask];
}

static void make_script(struct script *s)
{
    s->text = s->end = arena_alloc(s->arena, TEXT);
    print(s, "cpus %u\nseed %" PRIu64 "\n", CORES, s->seed);
    for (unsigned i = 0; i < PHASES; i++) {
        make_block(s, &s->phase[i]);
        print(s, "phase p%u on %s {\n", i, cores_text(s->phase[i].cores));
        print_body(s, s->phase[i].body);
        print(s, "}\n");
    }
}

/* --- the first judge: walks the tree --- */

struct world {
    uint64_t shared[VARIABLES], own[CORES][VARIABLES], rng[CORES];
    struct stores *stores;
};

static uint64_t *life(struct world *w, unsigned core, unsigned variable, bool shared)
{
    return shared ? &w->shared[variable] : &w->own[core][variable];
}

static uint64_t walk_tree(struct world *w, unsigned core, const struct tree *t)
{
    switch (t->kind) {
    case NUMBER:
        return t->number;
    case VARIABLE:
        return *life(w, core, t->variable, t->shared);
    case CPU:
        return core;
    default:
        break;
    }
    const uint64_t a = walk_tree(w, core, t->left);
    const uint64_t b = walk_tree(w, core, t->right);
    switch (t->kind) {
    case RANDOM:
        return draw_between(&w->rng[core], a, b);
    case PLUS:
        return a + b;
    case MINUS:
        return a - b;
    case TIMES:
        return a * b;
    case OVER:
        return a / b;
    default:
        return a % b;
    }
}

static void walk_body(struct world *w, unsigned core, const struct node *body, bool single)
{
    for (const struct node *node = body; node != NULL; node = node->next) {
        const uint64_t value = walk_tree(w, core, node->tree);

        if (node->kind == ASSIGN) {
            *life(w, core, node->variable, single) = value;
        } else if (node->kind == STORE) {
            record(w->stores, core, value);
        } else {
            for (uint64_t i = 0; i < value; i++) {
                *life(w, core, node->variable, single) = i;
                walk_body(w, core, node->body, single);
            }
        }
    }
}

static void walk_script(const struct script *s, struct stores *stores)
{
    struct world w = {.stores = stores};

    for (unsigned core = 0; core < CORES; core++) {
        w.rng[core] = start_state(s->seed, core);
    }
    for (unsigned i = 0; i < PHASES; i++) {
        const struct block *block = &s->phase[i];
        const bool single = (block->cores & (block->cores - 1)) == 0;

        for (unsigned core = 0; core < CORES; core++) {
            if ((block->cores >> core & 1) == 0) {
                continue;
            }
            for (unsigned v = 0; v < VARIABLES; v++) {
                if (block->inherits[v]) {
                    *life(&w, core, v, single) = *life(&w, core, v, !single);
                }
            }
            walk_body(&w, core, block->body, single);
        }
    }
}

/* --- the second judge: runs the op program --- */

struct machine {
    const struct workload *workload;
    uint64_t shared[64], own[CORES][1024], rng[CORES];
    unsigned at[CORES];
    bool ended[CORES];
    struct stores *stores;
};

static uint64_t *slot(struct machine *m, unsigned core, uint16_t operand)
{
    const struct program_header *header = support_header(m->workload);

    if ((operand & PROGRAM_SHARED) != 0) {
        must((operand & 0x7fffu) < header->shared_slots);
        return &m->shared[operand & 0x7fff];
    }
    must(operand < header->own_slots);
    return &m->own[core][operand];
}

static uint64_t arithmetic(const struct program_insn *insn, uint64_t a, uint64_t b)
{
    switch (insn->op) {
    case PROGRAM_OP_ADD:
        return a + b;
    case PROGRAM_OP_SUB:
        return a - b;
    case PROGRAM_OP_MUL:
        return a * b;
    case PROGRAM_OP_DIV:
        return a / b;
    default:
        must(insn->op == PROGRAM_OP_MOD);
        return a % b;
    }
}

/* One instruction. Returns false at a barrier and at the end. */
static bool step(struct machine *m, unsigned core, const struct program_insn *insns)
{
    const struct program_insn *insn = &insns[m->at[core]++];
    const uint64_t a = *slot(m, core, insn->a), b = *slot(m, core, insn->b);
    uint64_t *dst = slot(m, core, insn->dst);

    switch (insn->op) {
    case PROGRAM_OP_END:
        m->ended[core] = true;
        return false;
    case PROGRAM_OP_BARRIER:
        return false;
    case PROGRAM_OP_LDI:
        *dst = insn->imm;
        return true;
    case PROGRAM_OP_MOV:
        *dst = a;
        return true;
    case PROGRAM_OP_CPU:
        *dst = core;
        return true;
    case PROGRAM_OP_RANDOM:
        must(a <= b);
        *dst = draw_between(&m->rng[core], a, b);
        return true;
    case PROGRAM_OP_JUMP:
        m->at[core] = (unsigned)insn->imm;
        return true;
    case PROGRAM_OP_JZ:
        m->at[core] = a == 0 ? (unsigned)insn->imm : m->at[core];
        return true;
    case PROGRAM_OP_JNZ:
        m->at[core] = a != 0 ? (unsigned)insn->imm : m->at[core];
        return true;
    case PROGRAM_OP_PHASE_BEGIN:
    case PROGRAM_OP_PHASE_END:
        must(core == 0);
        return true;
    case PROGRAM_OP_STORE:
        must(a == 8);
        record(m->stores, core, b);
        return true;
    default:
        *dst = arithmetic(insn, a, b);
        return true;
    }
}

/* Each core in turn up to its next barrier. */
static void run_program(const struct workload *workload, uint64_t seed, struct stores *stores)
{
    struct machine *m = calloc(1, sizeof(*m));
    const struct program_header *header = support_header(workload);
    const struct program_insn *insns =
        (const struct program_insn *)(workload->program + header->insn_offset);

    ck_assert_uint_le(header->own_slots, 1024);
    ck_assert_uint_le(header->shared_slots, 64);
    m->workload = workload;
    m->stores = stores;
    for (unsigned core = 0; core < CORES; core++) {
        m->at[core] = (unsigned)(support_insn(workload, core, 0) - insns);
        m->rng[core] = start_state(seed, core);
    }
    while (!m->ended[0]) {
        for (unsigned core = 0; core < CORES; core++) {
            while (!m->ended[core] && step(m, core, insns)) {
            }
        }
    }
    ck_assert(m->ended[1] && m->ended[2]);
    free(m);
}

static struct stores walked, run;

static void check_seed(uint64_t seed)
{
    struct script script = {.arena = arena_create(), .seed = seed, .rng = seed};

    memset(&walked, 0, sizeof(walked));
    memset(&run, 0, sizeof(run));
    make_script(&script);
    struct workload *workload = support_compile(script.text);
    walk_script(&script, &walked);
    run_program(workload, seed, &run);
    ck_assert_msg(memcmp(&walked, &run, sizeof(run)) == 0, "WORKLOAD_SEED=%" PRIu64 "\n%s", seed,
                  script.text);
    workload_destroy(workload);
    arena_destroy(script.arena);
}

START_TEST(random_script_computes_what_its_tree_says)
{
    const char *seed = getenv("WORKLOAD_SEED");

    if (seed != NULL) {
        check_seed(strtoull(seed, NULL, 0));
        return;
    }
    for (unsigned i = 0; i < SCRIPTS / 8; i++) {
        check_seed((uint64_t)_i * SCRIPTS / 8 + i);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workload_expressions");
    TCase *tcase = tcase_create("random");

    tcase_add_loop_test(tcase, random_script_computes_what_its_tree_says, 0, 8);
    tcase_set_timeout(tcase, 100);
    suite_add_tcase(suite, tcase);
    return support_run(suite);
}
