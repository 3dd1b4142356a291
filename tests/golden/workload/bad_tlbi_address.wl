phase a { tlbi vaae1is }
