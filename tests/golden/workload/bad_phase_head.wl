phase a of all { }
