phase a { repeat 3 as load { } }
