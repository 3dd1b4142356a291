phase a {
    expect cycles == 0
}
