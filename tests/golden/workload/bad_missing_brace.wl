phase a {
    purge

