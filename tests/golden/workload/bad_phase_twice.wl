phase a { }
phase a { }
