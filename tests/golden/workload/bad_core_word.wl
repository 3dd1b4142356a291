phase a on some { purge }
