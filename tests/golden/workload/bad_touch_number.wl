phase a { n = 3; touch n }
