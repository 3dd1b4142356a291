phase a { purge }
}
