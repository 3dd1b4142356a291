cpus 1
phase a {
    purge # carriage returns
}
