/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making the nodes, and looking at them. */
#include "mm/vmap_node.h"

#include "arch/percpu.h"
#include "lib/panic.h"
#include "mm/slab.h"
#include "mm/vmap_check.h"
#include "mm/vmap_heap.h"
#include "mm/vmap_lazy.h"

/* Each node has a tree of its own; two more make the range complete. */
_Static_assert(NR_CPUS + 2 <= VMAP_CHECK_MAX_TREES, "a check holds all trees");

static struct vmap_node single;
unsigned nr_vmap_nodes = 1;
struct vmap_node *vmap_nodes = &single;

static void node_init(struct vmap_node *vn)
{
    vmap_pools_init(&vn->pools);
    spin_lock_init(&vn->busy_lock, LOCK_VMAP_AREA);
    vmap_set_init(&vn->busy, NULL);
    spin_lock_init(&vn->lazy_lock, LOCK_PURGE_VMAP_AREA);
    list_init(&vn->lazy);
    list_init(&vn->purge_list);
    vn->purge_work = (struct work_struct)WORK_INIT(vmap_node_purge_work);
    vn->purging = false;
}

void vmap_nodes_init(void)
{
    unsigned count = min(nr_cpu_ids, VMAP_MAX_NODES);
    vmap_nodes = count == 1 ? NULL : kmalloc(count * sizeof(struct vmap_node), GFP_KERNEL);
    nr_vmap_nodes = vmap_nodes == NULL ? 1 : count;
    if (vmap_nodes == NULL) {
        vmap_nodes = &single;
    }
    for (unsigned i = 0; i < nr_vmap_nodes; i++) {
        node_init(&vmap_nodes[i]);
    }
}

/* Lazy and pooled areas stand in lists alone: a check sorts them by their rb_node. */
static void sort_in(struct rb_root *root, struct vmap_area *va)
{
    struct rb_node **link = &root->node, *parent = NULL;
    while (*link != NULL) {
        const struct vmap_area *other = rb_entry(*link, struct vmap_area, rb_node);
        parent = *link;
        BUG_ON(va->va_start < other->va_end && other->va_start < va->va_end);
        link = va->va_start < other->va_start ? &parent->left : &parent->right;
    }
    rb_link_node(&va->rb_node, parent, link);
    rb_insert_color(&va->rb_node, root);
}

static void check_busy(const struct vmap_node *vn)
{
    const struct vmap_area *va;
    vmap_check_set(&vn->busy, "busy");
    list_for_each_entry (va, &vn->busy.list, list) {
        BUG_ON(addr_to_node(va->va_start) != vn);
    }
}

/* Returns how many pages are lazy. */
static uint64_t check_lazy(const struct vmap_node *vn, struct rb_root *sorted)
{
    uint64_t pages = 0;
    struct vmap_area *va;
    BUG_ON(!list_empty(&vn->purge_list));
    list_for_each_entry (va, &vn->lazy, list) {
        const struct vmap_node *owner = vmap_node_owner(va);
        BUG_ON(vn != (owner != NULL ? owner : addr_to_node(va->va_start)));
        sort_in(sorted, va);
        pages += vmap_area_pages(va);
    }
    return pages;
}

static void check_pools(struct vmap_node *vn, struct rb_root *sorted)
{
    for (unsigned i = 0; i < MAX_VA_SIZE_PAGES; i++) {
        uint64_t len = 0;
        struct vmap_area *va;
        list_for_each_entry (va, &vn->pools.pool[i].head, list) {
            BUG_ON(vmap_area_pages(va) != i + 1 || vmap_node_owner(va) != vn);
            sort_in(sorted, va);
            len++;
        }
        BUG_ON(len != vn->pools.pool[i].len);
    }
}

void vmap_nodes_check(uintptr_t start, uintptr_t end)
{
    const struct rb_root *trees[VMAP_CHECK_MAX_TREES];
    struct rb_root loose = RB_ROOT;
    unsigned count = 0;
    uint64_t lazy = 0;
    for (unsigned i = 0; i < nr_vmap_nodes; i++) {
        check_busy(&vmap_nodes[i]);
        lazy += check_lazy(&vmap_nodes[i], &loose);
        check_pools(&vmap_nodes[i], &loose);
        trees[count++] = &vmap_nodes[i].busy.root;
    }
    trees[count++] = &loose;
    trees[count++] = &vmap_heap_set()->root;
    vmap_check_set(vmap_heap_set(), "free");
    vmap_check_partition(start, end, trees, count);
    BUG_ON(lazy != vmap_lazy_pages());
}
