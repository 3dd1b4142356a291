machine "neoverse
