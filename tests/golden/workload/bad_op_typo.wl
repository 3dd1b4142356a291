phase a { vfre p }
